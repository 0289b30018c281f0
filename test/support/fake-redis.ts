import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { type FakeReply, sendingFakeReplies } from './faults/redis-replies.ts';

/** A server that speaks Redis' protocol, holds nothing, and can give any connection any reply. */
export interface FakeRedis {
  readonly port: number;
  /** The number of accepted connections. */
  readonly accepted: number;
  /** Gives the commands of all open connections this reply; new connections work. */
  spoilConnections(reply: string): void;
  /** Gives the commands of all connections, new ones too, this reply; undefined ends it. */
  spoil(reply: string | undefined): void;
  /** The reply to the next login; the default accepts it. */
  answerNextLogin(reply: string): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Listens on a free port. As a cluster it is a single node that owns all slots. */
export async function startFakeRedis(): Promise<FakeRedis> {
  const spoiled = new Map<Socket, string>();
  const sockets = new Set<Socket>();
  let accepted = 0;
  let everyReply: string | undefined;
  let loginReply: string | undefined;
  const server = createServer((socket) => {
    accepted += 1;
    sockets.add(socket);
    const receive = sendingFakeReplies(replyOn(socket))(socket);
    socket.on('data', receive);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const slots = `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:${port}\r\n`;

  function replyOn(socket: Socket): FakeReply {
    return (command) => {
      if (command === 'HELLO') {
        const reply = loginReply ?? '%0\r\n';
        loginReply = undefined;
        return reply;
      }
      if (command === 'CLUSTER') return slots;
      return everyReply ?? spoiled.get(socket) ?? (command === 'MGET' ? '*1\r\n$-1\r\n' : '+PONG\r\n');
    };
  }

  return {
    port,
    get accepted() {
      return accepted;
    },
    spoilConnections: (reply) => {
      for (const socket of sockets) spoiled.set(socket, reply);
    },
    spoil: (reply) => {
      everyReply = reply;
    },
    answerNextLogin: (reply) => {
      loginReply = reply;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
