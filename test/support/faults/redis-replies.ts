import type { Interceptor } from './faulty-proxy.ts';

/** The reply to send to a command instead of Redis' own; undefined lets Redis reply. */
export type FakeReply = (command: string) => string | undefined;

/** The commands that open a connection. */
const CONNECTION_COMMANDS = ['HELLO', 'AUTH', 'SELECT'];

/** Fakes the reply to every command except those that open a connection. */
export function toCommands(reply: string): FakeReply {
  return (command) => (CONNECTION_COMMANDS.includes(command) ? undefined : reply);
}

/** Fakes the reply to scripts, because every write is a script. */
export function toWrites(reply: string): FakeReply {
  return (command) => (command.startsWith('EVAL') ? reply : undefined);
}

/** Fakes every reply, including those that open a connection. */
export function toAll(reply: string): FakeReply {
  return () => reply;
}

/** Intercepts each command of the client and sends the fake reply, if there is one. */
export function sendingFakeReplies(fakeReply: FakeReply): Interceptor {
  return (client) => {
    let rest = Buffer.alloc(0);
    return (chunk) => {
      const passed: Buffer[] = [];
      rest = Buffer.concat([rest, chunk]);
      for (let command = firstCommand(rest); command !== undefined; command = firstCommand(rest)) {
        const reply = fakeReply(command.name);
        if (reply === undefined) passed.push(rest.subarray(0, command.bytes));
        else client.write(reply);
        rest = rest.subarray(command.bytes);
      }
      return Buffer.concat(passed);
    };
  };
}

/** The first command (an array of bulk strings) once all its bytes have arrived. */
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
