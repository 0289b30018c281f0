import type { CONFIG_KEYS } from '../config-keys.ts';

/** What a change of a key replaces or loses. */
export interface Loss {
  readonly effect: string;
  /** Which changes do; absent: every change. The texts of the values; undefined: not set. */
  when?(deployed: string | undefined, next: string | undefined): boolean;
}

const fewer: Loss['when'] = (deployed, next) => Number(next) < Number(deployed);
const wasSet: Loss['when'] = (deployed) => deployed !== undefined;
const isUnset: Loss['when'] = (_, next) => next === undefined;

/**
 * The keys whose change replaces or loses something. CloudFormation updates the resources of all other keys in place, or
 * only adds some.
 */
export const LOSSES: Readonly<Partial<Record<keyof typeof CONFIG_KEYS, Loss>>> = {
  genesysRegion: {
    effect: 'no entry is used any more, and logins fail until the secret has an OAuth client of that region',
  },
  logRetentionDays: { effect: 'older log lines are deleted', when: fewer },
  genesysEventSource: { effect: 'events of the deployed source no longer invalidate entries', when: wasSet },
  invalidationKeyVersion: { effect: 'the API key of POST /invalidate is replaced' },
  engine: {
    effect: 'the deployment fails, because ElastiCache cannot change valkey back to redis',
    when: (deployed) => deployed === 'valkey',
  },
  mode: { effect: 'the cache is replaced, and the new one is empty' },
  vpcCidr: { effect: 'the deployment fails, because CloudFormation would have to replace the VPC' },
  availabilityZones: {
    effect: 'the deployment fails, because CloudFormation would have to replace the subnets',
  },
  egress: {
    effect: 'the NATs and their public addresses are replaced, and no call reaches Genesys for some minutes',
  },
  natCount: { effect: 'a NAT and its public address are removed', when: fewer },
  allowedCidrs: { effect: 'all addresses may call the API', when: isUnset },
  waf: { effect: 'AWS WAF no longer protects the API', when: (deployed) => deployed === 'true' },
  domainName: { effect: 'the address of the API changes, and the former one stops working' },
  truststoreUri: { effect: 'clients no longer need a certificate', when: isUnset },
  apiGatewayLogRole: {
    effect: "API Gateway's role for logs is replaced for the whole account and region",
    when: (_, next) => next === 'true',
  },
  alarmEmail: { effect: 'the deployed address no longer receives alarms', when: wasSet },
};
