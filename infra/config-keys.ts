import { LOG_LEVELS } from '../lambda/config.ts';
import { REGION_HOSTS } from '../lambda/genesys/regions.ts';
import { ttlByAction } from './action-ttls.ts';
import {
  cidr,
  integer,
  listOf,
  matching,
  oneOf,
  oneOfIntegers,
  type ReadValue,
  trueOrFalse,
} from './config-values.ts';

/** One key of the stack's configuration: what it means, how it is read, what it is when it is not set. */
export interface ConfigKey<T> {
  readonly meaning: string;
  readonly read: ReadValue<T>;
  readonly dev: T;
  readonly prod: T;
}

/** A key with the same default in both stages. */
function key<T>(meaning: string, read: ReadValue<T>, everywhere: T): ConfigKey<T> {
  return { meaning, read, dev: everywhere, prod: everywhere };
}

/** A key whose default depends on the stage. */
function keyByStage<T>(
  meaning: string,
  read: ReadValue<T>,
  { dev, prod }: { dev: T; prod: T },
): ConfigKey<T> {
  return { meaning, read, dev, prod };
}

/** A key that need not have a value at all. */
function optional<T>(meaning: string, read: ReadValue<T>): ConfigKey<T | undefined> {
  return { meaning, read, dev: undefined, prod: undefined };
}

/** What CloudWatch Logs takes as retention, in days, up to a year. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

/** Every key of the configuration but `stage`, in the order in which people read about them. */
export const CONFIG_KEYS = {
  genesysRegion: key('host of the Genesys Cloud region', oneOf(REGION_HOSTS), 'mypurecloud.com'),
  cacheTtlSeconds: key(
    'how long an answer is fresh, of data actions that have no time of their own',
    integer(1, 86_400),
    300,
  ),
  cacheTtlSecondsByAction: optional('the same for single data actions', ttlByAction),
  cacheStaleSeconds: key(
    'how long an answer may still be given after that, when Genesys cannot be asked',
    integer(0, 604_800),
    3600,
  ),
  cacheNegativeSeconds: key('how long it is remembered that Genesys has no such thing', integer(0, 3600), 30),
  cacheMaxEntryBytes: key('a bigger answer is not stored', integer(1024, 67_108_864), 4_194_304),
  logLevel: key("least severity of the functions' log lines", oneOf(LOG_LEVELS), 'INFO'),
  requestBudgetMs: key('the most one request may take', integer(100, 60_000), 10_000),
  genesysTimeoutMs: key('the most one call to Genesys may take', integer(100, 60_000), 5000),
  refreshBudgetMs: key(
    'the most that renewing an answer before its time may take; 0: none is',
    integer(0, 60_000),
    800,
  ),
  genesysCallsPerMinute: key(
    'calls to Genesys that all containers may make together; 0 for no limit',
    integer(0, 1_000_000),
    270,
  ),
  maxUpstreamBytes: key('a bigger answer of Genesys is refused', integer(1024, 67_108_864), 8_388_608),
  redisTimeoutMs: key('the most one operation on Redis may take', integer(10, 5000), 250),

  // Why so much: docs/cold-start.md.
  memoryMb: key("the function's memory, and with it its share of CPU", integer(128, 10_240), 1024),
  reservedConcurrency: optional(
    'containers kept for, and the most used by, the function',
    integer(1, 10_000),
  ),
  provisionedConcurrency: optional('containers that are always warm; costs by the hour', integer(1, 10_000)),

  genesysEventSource: optional(
    "source of Genesys' EventBridge integration, and name of its event bus; without it only time makes answers old",
    matching(
      /^aws\.partner\/genesys\.com\/cloud\/[0-9a-f-]{36}\/[\w.-]{1,64}$/,
      'a partner event source such as aws.partner/genesys.com/cloud/<id of the organisation>/<suffix>',
    ),
  ),
  invalidationKeyVersion: key(
    'another number makes another API key for POST /invalidate',
    integer(1, 10_000),
    1,
  ),

  engine: key('engine of the cache', oneOf(['redis', 'valkey']), 'redis'),
  mode: key(
    'nodes of your own, or a serverless cache',
    oneOf(['replication-group', 'serverless']),
    'replication-group',
  ),
  cacheNodeType: keyByStage(
    'node type of a replication group',
    matching(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'an ElastiCache node type such as cache.t4g.small'),
    { dev: 'cache.t4g.micro', prod: 'cache.t4g.small' },
  ),
  cacheNodes: keyByStage('nodes of a replication group; from 2 on Multi-AZ with failover', integer(1, 6), {
    dev: 1,
    prod: 2,
  }),
  serverlessStorageGb: key('the most a serverless cache may store', integer(1, 5000), 1),
  serverlessEcpuPerSecond: key(
    'the most a serverless cache may process, in ElastiCache Processing Units a second',
    integer(1000, 15_000_000),
    5000,
  ),
  maintenanceWindow: key(
    'when a replication group may be maintained, in UTC',
    matching(
      /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/,
      'a window of an hour or more such as sun:03:00-sun:04:00',
    ),
    'sun:03:00-sun:04:00',
  ),

  vpcCidr: key('address range of the VPC', cidr(16, 22), '10.42.0.0/16'),
  egress: keyByStage('how the function reaches Genesys', oneOf(['nat-gateway', 'nat-instance']), {
    dev: 'nat-instance',
    prod: 'nat-gateway',
  }),
  natCount: keyByStage('NATs: 1, or 2 for one in each zone', integer(1, 2), { dev: 1, prod: 2 }),
  secretsManagerEndpoint: keyByStage(
    'reach Secrets Manager inside the VPC, not through the NAT',
    trueOrFalse,
    {
      dev: false,
      prod: true,
    },
  ),

  requestsPerMinute: key("the usage plan's rate; Genesys' own default limit", integer(1, 600_000), 2500),
  requestsAtOnce: key("the usage plan's burst; Genesys' own default limit", integer(1, 5000), 50),
  allowedCidrs: optional('the only source ranges that may call', listOf(cidr(1, 32))),
  waf: key('put AWS WAF before the API', trueOrFalse, false),
  domainName: optional(
    'custom domain of the API; its execute-api address is then switched off',
    matching(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a host name such as cache.example.com'),
  ),
  certificateArn: optional(
    "ACM certificate of the custom domain, in the stack's region",
    matching(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of an ACM certificate'),
  ),
  truststoreUri: optional(
    'CA certificates of the clients, for mutual TLS on the custom domain',
    matching(/^s3:\/\/[a-z0-9.-]{3,63}\/.+\.pem$/, 'an S3 URI such as s3://bucket/genesys-ca.pem'),
  ),
  apiGatewayLogRole: key(
    "set API Gateway's account-wide role for logs; false if the account and region have one",
    trueOrFalse,
    true,
  ),

  logRetentionDays: keyByStage('how long logs are kept', oneOfIntegers(RETENTION_DAYS), {
    dev: 14,
    prod: 90,
  }),
  latencyAlarmMs: key(
    '95th percentile of the latency from which on it is an alarm',
    integer(10, 14_000),
    2000,
  ),
  alarmEmail: optional(
    'who gets the alarms by e-mail',
    matching(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an e-mail address'),
  ),
  runbookUrl: key(
    "address or path of the runbook; each alarm's description links to its own heading in it",
    matching(/^\S+$/, 'an address or path without spaces'),
    'docs/runbook.md',
  ),
} satisfies Record<string, ConfigKey<unknown>>;
