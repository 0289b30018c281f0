import type { Redis } from 'ioredis';
import { openToken, sealToken, type TokenOwner } from '../../lambda/genesys/token-seal.ts';
import type { SharedToken, TokenRequest } from '../../lambda/runtime/token-store.ts';
import { controlKeyOf } from './control-fields.ts';

export const HOUR_MS = 3_600_000;
/** How long Genesys' tokens last. */
export const DAY_MS = 24 * HOUR_MS;
/** How long before its end a token is no longer used. */
export const MARGIN_MS = 30_000;

/** A request without a token that does not count. */
export const TOKEN_REQUEST: TokenRequest = {
  holder: 'one',
  loginTermMs: HOUR_MS,
  refreshTermMs: HOUR_MS,
  unusable: Buffer.alloc(0),
  isRefused: false,
};

/** The shared token under this name; undefined for none. */
export async function storedToken(redis: Redis, key: string): Promise<SharedToken | undefined> {
  const field = await redis.hgetBuffer(controlKeyOf(key), `token:${key}`);
  const parts = /^(\d+) (\d+) (.*)$/s.exec(field?.toString('latin1') ?? '');
  if (!parts) return undefined;
  const [, ends, refreshes, sealed = ''] = parts;
  return { endsAtMs: Number(ends), refreshAtMs: Number(refreshes), sealed: Buffer.from(sealed, 'latin1') };
}

/** Writes a shared token, readable or not. */
export async function writeToken(redis: Redis, key: string, token: SharedToken): Promise<void> {
  const { endsAtMs, refreshAtMs, sealed } = token;
  const field = Buffer.concat([Buffer.from(`${endsAtMs} ${refreshAtMs} `), sealed]);
  await redis.hset(controlKeyOf(key), `token:${key}`, field);
}

/** Makes `ms` pass for the shared token; its end is sealed with it, so it is sealed again. */
export async function passForToken(redis: Redis, key: string, owner: TokenOwner, ms: number): Promise<void> {
  const { endsAtMs, refreshAtMs, sealed } = (await storedToken(redis, key)) ?? missing();
  const token = openToken(sealed, endsAtMs, owner) ?? missing();
  const earlier = { endsAtMs: endsAtMs - ms, refreshAtMs: refreshAtMs - ms };
  await writeToken(redis, key, { ...earlier, sealed: sealToken(token, earlier.endsAtMs, owner) });
}

/** Deletes every shared token. */
export async function deleteSharedTokens(redis: Redis): Promise<void> {
  for (const key of await redis.keys('dataaction:control:*'))
    for (const field of await redis.hkeys(key)) if (field.startsWith('token:')) await redis.hdel(key, field);
}

function missing(): never {
  throw new Error('there is no shared token of this owner');
}
