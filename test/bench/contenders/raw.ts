import { Redis } from 'ioredis';
import type { Contender } from '../contender.ts';

/** The floor of a hit: one command and the parsing, with nothing that would help when something breaks. */
export const contender: Contender = {
  settings:
    'GET and JSON.parse, and nothing else: no time-out, no handling of errors, and what is stored on a miss never expires; ioredis 6 with its defaults',
  open: async ({ redisUrl }) => {
    const redis = new Redis(redisUrl);
    return {
      ask: async ({ key, load }) => {
        const text = await redis.get(key);
        if (text !== null) return JSON.parse(text);
        const value = await load();
        await redis.set(key, JSON.stringify(value));
        return value;
      },
    };
  },
};
