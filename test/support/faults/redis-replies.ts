import type { Interceptor } from './faulty-proxy.ts';

/** What is said in place of Redis' own reply to a command; undefined lets Redis reply. */
export type FalseReply = (command: string) => string | undefined;

/** Commands with which a connection begins. */
const GREETINGS = ['HELLO', 'AUTH', 'SELECT'];

/** The same to every command; a connection may still be opened. */
export function toCommands(reply: string): FalseReply {
  return (command) => (GREETINGS.includes(command) ? undefined : reply);
}

/** To the scripts, which is how all is written. */
export function toWrites(reply: string): FalseReply {
  return (command) => (command.startsWith('EVAL') ? reply : undefined);
}

/** To everything, from the first word of a connection on. */
export function toAll(reply: string): FalseReply {
  return () => reply;
}

/** Replies falsely to commands as the client sends them, one by one. */
export function replyingFalsely(falseReply: FalseReply): Interceptor {
  return (client) => {
    let rest = Buffer.alloc(0);
    return (chunk) => {
      const passed: Buffer[] = [];
      rest = Buffer.concat([rest, chunk]);
      for (let command = firstCommand(rest); command !== undefined; command = firstCommand(rest)) {
        const reply = falseReply(command.name);
        if (reply === undefined) passed.push(rest.subarray(0, command.bytes));
        else client.write(reply);
        rest = rest.subarray(command.bytes);
      }
      return Buffer.concat(passed);
    };
  };
}

/** The command at the beginning, once it is there in full: an array of bulk strings. */
function firstCommand(bytes: Buffer): { name: string; bytes: number } | undefined {
  let at = 0;
  const readLength = () => {
    const end = bytes.indexOf('\r\n', at);
    const length = end < 0 ? Number.NaN : Number(bytes.toString('latin1', at + 1, end));
    at = end + 2;
    return length;
  };
  let name = '';
  for (let left = readLength(); left > 0; left -= 1) {
    const length = readLength();
    name ||= bytes.toString('latin1', at, at + length).toUpperCase();
    at += length + 2;
    if (Number.isNaN(at) || at > bytes.byteLength) return undefined;
  }
  return name === '' ? undefined : { name, bytes: at };
}
