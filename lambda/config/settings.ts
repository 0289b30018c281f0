import { REGION_HOSTS } from '../genesys/regions.ts';
import { TTL_RANGE, TTL_VARIABLE_PREFIX, ttlByAction } from './lifetime.ts';
import {
  everywhere,
  integer,
  MAX_TTL_SECONDS,
  oneOf,
  oneOfInAnyCase,
  origin,
  redisUrl,
  type Setting,
  text,
  trueOrFalse,
  UNSET,
} from './setting.ts';

const MEBIBYTE = 1024 * 1024;

/** The service's name, if no other is set; the stack adds its stage. */
export const SERVICE_NAME = 'genesys-data-action-cache';

/**
 * The levels of Powertools' logger, from the most verbose. SILENT writes no line. Powertools also has TRACE, but the
 * functions write no line at that level.
 */
export const LOG_LEVELS = ['DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL', 'SILENT'] as const;

/** One of {@link LOG_LEVELS}. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * Every setting of both functions and of `npm start`, in the order of the documentation. The functions, the stack
 * (infra/config-keys.ts) and the tables of the documentation (`npm run docs`) read it.
 */
export const SETTINGS = {
  genesysRegion: {
    variable: 'GENESYS_REGION',
    type: oneOf(REGION_HOSTS),
    defaults: { function: undefined, dev: 'mypurecloud.com', prod: 'mypurecloud.com' },
    meaning: 'Host of your Genesys Cloud region. Required unless both Genesys URLs are set.',
  },
  genesysSecretId: {
    variable: 'GENESYS_SECRET_ID',
    type: text('the name or ARN of a secret'),
    defaults: UNSET,
    meaning:
      'Secret in Secrets Manager with the OAuth client: `{"clientId":"…","clientSecret":"…"}`. The stack sets this.',
  },
  genesysClientId: {
    variable: 'GENESYS_CLIENT_ID',
    type: text('the id of a Genesys OAuth client'),
    defaults: UNSET,
    meaning: 'Id of the OAuth client (client credentials), if `GENESYS_SECRET_ID` is not set.',
  },
  genesysClientSecret: {
    variable: 'GENESYS_CLIENT_SECRET',
    type: text('the secret of that client'),
    defaults: UNSET,
    meaning: 'Secret of the OAuth client, if `GENESYS_SECRET_ID` is not set.',
  },
  genesysApiUrl: {
    variable: 'GENESYS_API_URL',
    type: origin,
    defaults: UNSET,
    meaning: 'Origin of the Platform API. Not set: that of the region.',
  },
  genesysLoginUrl: {
    variable: 'GENESYS_LOGIN_URL',
    type: origin,
    defaults: UNSET,
    meaning: 'Origin of the login service. Not set: that of the region.',
  },
  cacheTtlSeconds: {
    variable: 'CACHE_TTL_SECONDS',
    type: integer(1, MAX_TTL_SECONDS),
    defaults: everywhere(300),
    meaning:
      'How long an entry is fresh, unless its data action has its own TTL. The TTL of each entry varies by up to 10 %.',
  },
  cacheTtlSecondsByAction: {
    variable: `${TTL_VARIABLE_PREFIX}<ACTION>`,
    type: ttlByAction,
    expectedInVariable: TTL_RANGE,
    defaults: UNSET,
    meaning:
      'TTLs of individual data actions, which override all others. The variable ends in the name, such as `QUEUE_WAIT_TIME`.',
  },
  cacheStaleIfErrorSeconds: {
    variable: 'CACHE_STALE_IF_ERROR_SECONDS',
    formerly: { key: 'cacheStaleSeconds', variable: 'CACHE_STALE_SECONDS' },
    type: integer(0, 604_800),
    defaults: everywhere(3600),
    meaning:
      'How long after its TTL an entry is still served while Genesys fails (`stale-if-error`, RFC 5861).',
  },
  cacheNegativeTtlSeconds: {
    variable: 'CACHE_NEGATIVE_TTL_SECONDS',
    formerly: { key: 'cacheNegativeSeconds', variable: 'CACHE_NEGATIVE_SECONDS' },
    type: integer(0, 3600),
    defaults: everywhere(30),
    meaning: 'How long a "not found" from Genesys is cached. 0 turns this off.',
  },
  cacheMaxEntryBytes: {
    variable: 'CACHE_MAX_ENTRY_BYTES',
    type: integer(1024, 64 * MEBIBYTE),
    defaults: everywhere(4 * MEBIBYTE),
    meaning:
      'Maximum size of an entry in Redis; a larger response is returned but not stored. Entries of 14 KB and more are compressed.',
  },
  requestTimeoutMs: {
    variable: 'REQUEST_TIMEOUT_MS',
    formerly: { key: 'requestBudgetMs', variable: 'REQUEST_BUDGET_MS' },
    type: integer(100, 60_000),
    defaults: everywhere(10_000),
    meaning: "Timeout of a whole request. Every request also ends 250 ms before Lambda's own timeout.",
  },
  genesysTimeoutMs: {
    variable: 'GENESYS_TIMEOUT_MS',
    type: integer(100, 60_000),
    defaults: everywhere(5000),
    meaning: 'Timeout of one call to Genesys. A call that exceeds it is aborted and may be retried.',
  },
  genesysCallsPerMinute: {
    variable: 'GENESYS_CALLS_PER_MINUTE',
    type: integer(0, 1_000_000),
    defaults: everywhere(270),
    meaning:
      'Maximum calls to Genesys per minute, all containers together. Genesys allows 300 per access token, not per OAuth client. 0 means no limit.',
  },
  genesysMaxResponseBytes: {
    variable: 'GENESYS_MAX_RESPONSE_BYTES',
    formerly: { key: 'maxUpstreamBytes', variable: 'MAX_UPSTREAM_BYTES' },
    type: integer(1024, 64 * MEBIBYTE),
    defaults: everywhere(8 * MEBIBYTE),
    meaning: 'Maximum size of a response from Genesys. A larger one fails with `response_too_large`.',
  },
  responseMaxBytes: {
    variable: 'RESPONSE_MAX_BYTES',
    type: integer(1024, 6_000_000),
    defaults: everywhere(2_000_000),
    meaning:
      'Maximum size of the body of a response. Larger data fails with `response_too_large` and is not stored. A data action accepts 2 MB and Lambda 6 MB: [limits](limits.md).',
  },
  refreshTimeoutMs: {
    variable: 'REFRESH_TIMEOUT_MS',
    formerly: { key: 'refreshBudgetMs', variable: 'REFRESH_BUDGET_MS' },
    type: integer(100, 60_000),
    defaults: everywhere(800),
    meaning:
      'Minimum timeout of a fetch if there is a stale entry to fall back on. If the last fetch was slow, the timeout is twice as long as that fetch took.',
  },
  localCopyMaxBytes: {
    variable: 'LOCAL_COPY_MAX_BYTES',
    type: integer(0, 1024 * MEBIBYTE),
    defaults: everywhere(32 * MEBIBYTE),
    meaning:
      "Memory for each container's copies of entries, which it uses only while Redis is unavailable. 0 turns them off.",
  },
  localCopyMaxSeconds: {
    variable: 'LOCAL_COPY_MAX_SECONDS',
    type: integer(1, 604_800),
    defaults: everywhere(3600),
    meaning:
      'How long a container uses a copy after it last read the entry from Redis. In an outage of Redis, invalidations are missed for at most this long.',
  },
  externalContacts: {
    variable: 'EXTERNAL_CONTACTS',
    type: trueOrFalse,
    defaults: everywhere(false),
    meaning:
      'Whether `external-contact` is on, which returns [personal data](../SECURITY.md#external-contacts). `npm start` switches it on for simulated contacts.',
  },
  redisUrl: {
    variable: 'REDIS_URL',
    type: redisUrl,
    defaults: UNSET,
    meaning: 'Redis server. Not set: each container caches in its own memory. The stack sets this.',
  },
  redisMode: {
    variable: 'REDIS_MODE',
    type: oneOf(['standalone', 'cluster']),
    defaults: everywhere('standalone'),
    meaning: 'Whether `REDIS_URL` is a single server or a cluster.',
  },
  redisIamCache: {
    variable: 'REDIS_IAM_CACHE',
    type: text('a replication group id or serverless cache name'),
    defaults: UNSET,
    meaning: 'ElastiCache cache whose IAM login to use, as the user in `REDIS_URL`. The stack sets this.',
  },
  redisIamServerless: {
    variable: 'REDIS_IAM_SERVERLESS',
    type: trueOrFalse,
    defaults: everywhere(false),
    meaning: 'Whether `REDIS_IAM_CACHE` is a serverless cache.',
  },
  redisPasswordSecretId: {
    variable: 'REDIS_PASSWORD_SECRET_ID',
    type: text('the name or ARN of a secret'),
    defaults: UNSET,
    meaning: 'Secret in Secrets Manager that contains only the Redis password.',
  },
  redisTimeoutMs: {
    variable: 'REDIS_TIMEOUT_MS',
    type: integer(10, 5000),
    defaults: everywhere(250),
    meaning:
      'Timeout of one Redis operation, connecting included. After it, the request continues without Redis.',
  },
  logLevel: {
    variable: 'POWERTOOLS_LOG_LEVEL',
    // Powertools' legacy name: it would be ignored silently, because the function passes its level to Powertools.
    formerly: { variable: 'LOG_LEVEL' },
    type: oneOfInAnyCase(LOG_LEVELS),
    defaults: everywhere('INFO'),
    meaning:
      'Minimum level of log lines, in upper or lower case. DEBUG, which `npm start` uses, also logs [plain hits](reference.md#log-fields). Metrics are written at every level.',
  },
  serviceName: {
    variable: 'POWERTOOLS_SERVICE_NAME',
    type: text('a name'),
    defaults: everywhere(SERVICE_NAME),
    meaning: '`service` in log lines and metrics. The stack sets its own name, which tells the stages apart.',
  },
  invalidationApiKeyId: {
    variable: 'INVALIDATION_API_KEY_ID',
    type: text('the id of an API key'),
    defaults: UNSET,
    meaning:
      'Id of the API key that `POST /invalidate` accepts (invalidation function only). Not set: any. The stack sets this.',
  },
  port: {
    variable: 'PORT',
    type: integer(0, 65_535),
    defaults: everywhere(3000),
    meaning: 'Port of `npm start` on 127.0.0.1. 0 takes any free port.',
  },
} satisfies Record<string, Setting<unknown>>;
