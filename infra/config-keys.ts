import {
  everywhere,
  integer,
  oneOf,
  type StackSetting,
  trueOrFalse,
  UNSET,
} from '../lambda/config/setting.ts';
import { SETTINGS } from '../lambda/config/settings.ts';
import {
  cidr,
  listOf,
  matching,
  oneOfIntegers,
  privateCidr,
  twoZones,
  weeklyWindow,
} from './config-values.ts';
import { TIMEOUTS } from './timeouts.ts';

/** The retention periods that CloudWatch Logs offers, in days, up to a year. */
const RETENTION_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365] as const;

/** The settings of the data action function that the stack sets; the key has the name of the setting. */
export const FUNCTION_KEYS = {
  genesysRegion: SETTINGS.genesysRegion,
  cacheTtlSeconds: SETTINGS.cacheTtlSeconds,
  cacheTtlSecondsByAction: SETTINGS.cacheTtlSecondsByAction,
  cacheStaleIfErrorSeconds: SETTINGS.cacheStaleIfErrorSeconds,
  cacheNegativeTtlSeconds: SETTINGS.cacheNegativeTtlSeconds,
  cacheMaxEntryBytes: SETTINGS.cacheMaxEntryBytes,
  requestTimeoutMs: SETTINGS.requestTimeoutMs,
  genesysTimeoutMs: SETTINGS.genesysTimeoutMs,
  genesysCallsPerMinute: SETTINGS.genesysCallsPerMinute,
  genesysMaxResponseBytes: SETTINGS.genesysMaxResponseBytes,
  responseMaxBytes: SETTINGS.responseMaxBytes,
  refreshTimeoutMs: SETTINGS.refreshTimeoutMs,
  externalContacts: SETTINGS.externalContacts,
  redisTimeoutMs: SETTINGS.redisTimeoutMs,
  logLevel: SETTINGS.logLevel,
};

/** Every key of the configuration except `stage`, in the order of the documentation. */
export const CONFIG_KEYS = {
  ...FUNCTION_KEYS,

  // docs/cold-start.md explains the default.
  memoryMb: {
    type: integer(128, 10_240),
    defaults: everywhere(1024),
    meaning: 'Memory of the data action function in MB, which also determines its share of CPU.',
  },
  reservedConcurrency: {
    type: integer(1, 10_000),
    defaults: UNSET,
    meaning: 'Reserved concurrency: containers reserved for the function, and the maximum that it gets.',
  },
  provisionedConcurrency: {
    type: integer(1, 10_000),
    defaults: UNSET,
    meaning: 'Provisioned concurrency: containers that are always warm. AWS bills them by the hour.',
  },

  genesysEventSource: {
    type: matching(
      /^aws\.partner\/genesys\.com\/cloud\/[0-9a-f-]{36}\/[\w.-]{1,64}$/,
      'a partner event source such as aws.partner/genesys.com/cloud/<organisation id>/<suffix>',
    ),
    defaults: UNSET,
    meaning:
      "Event source of Genesys' EventBridge integration, which is also the name of its event bus. Not set: changes in Genesys become visible when the TTL ends.",
  },
  invalidationKeyVersion: {
    type: integer(1, 10_000),
    defaults: everywhere(1),
    meaning: 'Version of the API key for `POST /invalidate`. Change the number to replace the key.',
  },

  engine: {
    type: oneOf(['redis', 'valkey']),
    defaults: everywhere('redis'),
    meaning: 'Engine of the cache.',
  },
  mode: {
    type: oneOf(['replication-group', 'serverless']),
    defaults: everywhere('replication-group'),
    meaning: 'Whether the cache has nodes of a fixed size or is serverless.',
  },
  cacheNodeType: {
    type: matching(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'an ElastiCache node type such as cache.t4g.small'),
    defaults: { dev: 'cache.t4g.micro', prod: 'cache.t4g.small' },
    meaning: 'Node type of a replication group.',
  },
  cacheNodes: {
    type: integer(1, 6),
    defaults: { dev: 1, prod: 2 },
    meaning: 'Number of nodes of a replication group. With two or more, it is Multi-AZ with failover.',
  },
  serverlessStorageGb: {
    type: integer(1, 5000),
    defaults: everywhere(1),
    meaning: 'Maximum storage of a serverless cache in GB.',
  },
  serverlessEcpuPerSecond: {
    type: integer(1000, 15_000_000),
    defaults: everywhere(5000),
    meaning: 'Maximum ElastiCache Processing Units per second of a serverless cache.',
  },
  maintenanceWindow: {
    type: weeklyWindow,
    defaults: everywhere('sun:03:00-sun:04:00'),
    meaning: 'Weekly maintenance window of a replication group, in UTC.',
  },

  vpcCidr: {
    type: privateCidr(16, 22),
    defaults: everywhere('10.42.0.0/16'),
    meaning: 'Address range of the VPC.',
  },
  availabilityZones: {
    type: twoZones,
    defaults: UNSET,
    meaning: 'Zones of the VPC. Not set: the first two that AWS lists for the account.',
  },
  egress: {
    type: oneOf(['nat-gateway', 'nat-instance']),
    defaults: { dev: 'nat-instance', prod: 'nat-gateway' },
    meaning: 'How the data action function reaches the internet.',
  },
  natCount: {
    type: integer(1, 2),
    defaults: { dev: 1, prod: 2 },
    meaning: 'Number of NATs: 1, or 2 for one in each zone.',
  },
  secretsManagerEndpoint: {
    type: trueOrFalse,
    defaults: { dev: false, prod: true },
    meaning: 'Whether to reach Secrets Manager through a VPC endpoint instead of the NAT.',
  },

  requestsPerMinute: {
    type: integer(1, 600_000),
    defaults: everywhere(2500),
    meaning:
      "Maximum requests per minute (rate of the usage plan). The default is Genesys' own default limit.",
  },
  requestsAtOnce: {
    type: integer(1, 5000),
    defaults: everywhere(50),
    meaning: "Maximum requests at once (burst of the usage plan). The default is Genesys' own default limit.",
  },
  allowedCidrs: {
    type: listOf(cidr(1, 32)),
    defaults: UNSET,
    meaning: 'Address ranges that may call the API. Not set: all.',
  },
  waf: {
    type: trueOrFalse,
    defaults: everywhere(false),
    meaning: 'Whether AWS WAF protects the API.',
  },
  domainName: {
    type: matching(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/, 'a host name such as cache.example.com'),
    defaults: UNSET,
    meaning: 'Custom domain of the API. Disables its execute-api address.',
  },
  certificateArn: {
    type: matching(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'the ARN of an ACM certificate',
    ),
    defaults: UNSET,
    meaning: "ACM certificate of the custom domain, in the stack's region.",
  },
  truststoreUri: {
    type: matching(/^s3:\/\/[a-z0-9.-]{3,63}\/.+\.pem$/, 'an S3 URI such as s3://bucket/genesys-ca.pem'),
    defaults: UNSET,
    meaning: 'Truststore with the CA certificates of the clients, for mutual TLS on the custom domain.',
  },
  apiGatewayLogRole: {
    type: trueOrFalse,
    defaults: everywhere(true),
    meaning:
      "Whether to set API Gateway's account-wide role for logs. Use `false` if the account already has one in this region.",
  },

  logRetentionDays: {
    type: oneOfIntegers(RETENTION_DAYS),
    defaults: { dev: 14, prod: 90 },
    meaning: 'Retention of logs in days.',
  },
  latencyAlarmMs: {
    type: integer(10, TIMEOUTS.apiGatewayMs),
    defaults: everywhere(2000),
    meaning: 'The alarm `Latency` fires when the 95th percentile reaches this.',
  },
  alarmEmail: {
    type: matching(/^[^\s@,]+@[^\s@,]+\.[^\s@,]+$/, 'an e-mail address'),
    defaults: UNSET,
    meaning: 'E-mail address that receives the alarms.',
  },
  runbookUrl: {
    type: matching(/^\S+$/, 'an address or path without spaces'),
    defaults: everywhere('docs/runbook.md'),
    meaning: 'Address or path of the runbook. The description of each alarm links to its heading there.',
  },
} satisfies Record<string, StackSetting<unknown>>;
