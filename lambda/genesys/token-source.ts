import { randomUUID } from 'node:crypto';
import { type Clock, stopwatch } from '../runtime/clock.ts';
import { type Deadline, remainingMs, sleep, withTimeLimit } from '../runtime/deadline.ts';
import { createSingleFlight } from '../runtime/single-flight.ts';
import type { TokenReply, TokenStore } from '../runtime/token-store.ts';
import type { TokenOrigin } from './call.ts';
import { type Credentials, type CredentialsSource, createLogin } from './login.ts';
import { refreshLeadMs, usableMs } from './token-lifetime.ts';
import { openToken, sealToken } from './token-seal.ts';
import type { Transport } from './transport.ts';

export interface ObtainedToken {
  token: string;
  source: TokenOrigin;
  /** Why the token could not be refreshed just now; it is still valid. */
  refreshError?: unknown;
}

/** Supplies access tokens for the Platform API. */
interface TokenSource {
  /** Resolves to a valid token. Concurrent callers share one attempt to get it. */
  get(deadline: Deadline): Promise<ObtainedToken>;
  /** Discards a token that Genesys refused, for all containers at the next `get`; does nothing if it was replaced. */
  discard(token: string): void;
}

interface TokenSourceParts {
  apiUrl: string;
  /** Origin of the login service. */
  loginUrl: string;
  credentials: CredentialsSource;
  transport: Transport;
  /** Rejects if a login may not be sent now. */
  takeLogin: (signal: AbortSignal) => Promise<void>;
  clock: Clock;
  random: () => number;
  /** Undefined if each container logs in itself. */
  store: TokenStore | undefined;
}

/** A token in memory; times are by this container's clock. */
interface KeptToken {
  token: string;
  endsAtMs: number;
  refreshAtMs: number;
  /** The sealed token in the store; undefined if this token is not shared. */
  sealed: Buffer | undefined;
}

/** A refresh that takes longer is aborted, and the request continues with the token that it has. */
const REFRESH_TIMEOUT_MS = 2000;
const REFRESH_TERM_MS = 30_000;
/**
 * The term of a login's lease, and so how long others wait when its holder is killed. The lease is not extended: while a
 * login takes longer, another container starts one each time the term ends.
 */
const LOGIN_TERM_MS = 3000;
/** The share of the remaining time to wait for another container's login. */
const WAIT_SHARE = 0.5;
const POLL_MIN_MS = 15;
const POLL_SPREAD_MS = 30;

/**
 * Supplies a token that all containers share. A container reads the store only when its own token is due for a refresh, was
 * refused or is missing:
 *
 *     A finds no token, acquires the lease and logs in; B finds the lease held and polls; A stores its token, B takes it.
 *     A holds the lease and dies: its lease ends, B acquires it.
 *     The token is due for a refresh: A acquires the lease and refreshes it; B continues with the old token.
 *     Genesys refuses the token of A and B: A deletes it and acquires the lease; B and all others find it deleted.
 *
 * Times in the store are by the store's clock and count from before the login. So a token never seems to last longer than
 * it does, even if a container's clock is wrong or a container is frozen. Without a store, or while it is unavailable, each
 * container logs in itself.
 */
export function createTokenSource(parts: TokenSourceParts): TokenSource {
  const { credentials, clock, random, store } = parts;
  const singleFlight = createSingleFlight<ObtainedToken>();
  const requestToken = createLogin(parts);
  let kept: KeptToken | undefined;
  let refused: Buffer | undefined;

  function keep(token: KeptToken, source: TokenOrigin): ObtainedToken {
    kept = token;
    refused = undefined;
    return { token: token.token, source };
  }

  async function obtain(deadline: Deadline): Promise<ObtainedToken> {
    const client = await credentials.get(deadline.signal);
    return store === undefined ? logIn(client, deadline.signal) : share(store, client, deadline);
  }

  async function share(store: TokenStore, known: Credentials, deadline: Deadline): Promise<ObtainedToken> {
    const { signal } = deadline;
    const elapsedMs = stopwatch(clock);
    const maxWaitMs = remainingMs(deadline, clock.monotonicMs()) * WAIT_SHARE;
    const terms = { holder: randomUUID(), loginTermMs: LOGIN_TERM_MS, refreshTermMs: REFRESH_TERM_MS };
    let client = known;
    let [unusable, isRefused] = [refused ?? Buffer.alloc(0), refused !== undefined];
    for (;;) {
      const requestedAtMs = clock.epochMs();
      const reply = await store.acquire({ ...terms, unusable, isRefused }, signal).catch(() => undefined);
      signal.throwIfAborted();
      if (reply === undefined) {
        const valid = validKept();
        return valid ? use(valid) : logIn(client, signal);
      }
      let shared = open(reply, client, requestedAtMs);
      if (reply.token !== undefined && shared === undefined) {
        // Another container may have sealed it with a newer secret, after a rotation.
        client = await credentials.refresh(signal).catch(() => client);
        signal.throwIfAborted();
        shared = open(reply, client, requestedAtMs);
      }
      const logInAndShare = (within: AbortSignal) => logInFor(store, { client, reply, ...terms }, within);
      const usable = shared ?? validKept();
      if (reply.outcome === 'acquired')
        return usable ? refresh(usable, logInAndShare, { maxWaitMs, signal }) : logInAndShare(signal);
      if (usable !== undefined) return use(usable);
      if (elapsedMs() >= maxWaitMs) return logInAndShare(signal);
      if (reply.token !== undefined) [unusable, isRefused] = [reply.token.sealed, false];
      else await sleep(clock, POLL_MIN_MS + POLL_SPREAD_MS * random(), signal);
    }
  }

  function validKept(): KeptToken | undefined {
    return kept !== undefined && clock.epochMs() < kept.endsAtMs ? kept : undefined;
  }

  function use(token: KeptToken): ObtainedToken {
    return keep(token, token.token === kept?.token ? 'kept' : 'shared');
  }

  /** Decrypts the token of a reply. The request was sent at `requestedAtMs` by this container's clock. */
  function open(
    { token, nowMs }: TokenReply,
    client: Credentials,
    requestedAtMs: number,
  ): KeptToken | undefined {
    if (token === undefined) return undefined;
    const text = openToken(token.sealed, token.endsAtMs, { ...parts, ...client });
    if (text === undefined) return undefined;
    const [endsAtMs, refreshAtMs] = [token.endsAtMs, token.refreshAtMs].map(
      (atMs) => requestedAtMs + atMs - nowMs,
    );
    return { token: text, endsAtMs: endsAtMs ?? 0, refreshAtMs: refreshAtMs ?? 0, sealed: token.sealed };
  }

  /** Refreshes a token. A failed refresh keeps the old token, and keeps its lease, so that the next is not tried at once. */
  async function refresh(
    usable: KeptToken,
    logInAndShare: (signal: AbortSignal) => Promise<ObtainedToken>,
    { maxWaitMs, signal }: { maxWaitMs: number; signal: AbortSignal },
  ): Promise<ObtainedToken> {
    const ms = Math.min(REFRESH_TIMEOUT_MS, maxWaitMs);
    const expired = () => new Error(`the token was not refreshed within ${ms} ms`);
    return withTimeLimit({ ms, clock, expired, within: signal }, logInAndShare).catch((refreshError) => {
      signal.throwIfAborted();
      return { ...use(usable), refreshError };
    });
  }

  async function logIn(client: Credentials, signal: AbortSignal): Promise<ObtainedToken> {
    const sinceMs = clock.epochMs();
    const issued = await requestToken(client, signal);
    const endsAtMs = sinceMs + usableMs(issued.lifetimeMs);
    return keep({ token: issued.token, endsAtMs, refreshAtMs: endsAtMs, sealed: undefined }, 'login');
  }

  interface SharedLogin {
    client: Credentials;
    reply: TokenReply;
    holder: string;
  }

  async function logInFor(
    store: TokenStore,
    { client, reply, holder }: SharedLogin,
    signal: AbortSignal,
  ): Promise<ObtainedToken> {
    const sinceMs = clock.epochMs();
    const issued = await requestToken(client, signal).catch(async (error) => {
      // After the deadline nothing may run, so the lease ends by itself.
      if (!signal.aborted && reply.outcome === 'acquired')
        await store.release(holder, signal).catch(() => undefined);
      throw error;
    });
    const lifeMs = usableMs(issued.lifetimeMs);
    const endsAtMs = reply.nowMs + lifeMs;
    const sealed = sealToken(issued.token, endsAtMs, { ...parts, ...issued.client });
    const refreshAfterMs = lifeMs - refreshLeadMs(lifeMs);
    // A token that cannot be stored is used anyway.
    await store
      .put({ sealed, endsAtMs, refreshAtMs: reply.nowMs + refreshAfterMs }, holder, signal)
      .catch(() => undefined);
    signal.throwIfAborted();
    const times = { endsAtMs: sinceMs + lifeMs, refreshAtMs: sinceMs + refreshAfterMs };
    return keep({ token: issued.token, sealed, ...times }, 'login');
  }

  return {
    get: async (deadline) => {
      if (kept !== undefined && clock.epochMs() < kept.refreshAtMs)
        return { token: kept.token, source: 'kept' };
      return singleFlight('token', deadline.signal, (signal) => obtain({ ...deadline, signal }));
    },
    discard: (token) => {
      if (kept?.token !== token) return;
      refused = kept.sealed;
      kept = undefined;
    },
  };
}
