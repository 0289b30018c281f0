import type { CONFIG_KEYS } from '../config-keys.ts';

/** A kind of change of a value. */
interface Change {
  /** For the documentation. */
  readonly name: string;
  /** Whether a change is of this kind. The texts of the values; undefined: not set. */
  is(deployed: string | undefined, next: string | undefined): boolean;
}

/** A change that replaces or loses something. */
export interface Loss {
  readonly change: Change;
  readonly effect: string;
}

const ANY: Change = { name: 'any', is: () => true };
const LOWER: Change = { name: 'lower', is: (deployed, next) => Number(next) < Number(deployed) };
const OTHER: Change = { name: 'another value, or none', is: (deployed) => deployed !== undefined };
const NONE: Change = { name: 'no value', is: (_, next) => next === undefined };

function from(value: string): Change {
  return { name: `from \`${value}\``, is: (deployed) => deployed === value };
}

function to(value: string): Change {
  return { name: `to \`${value}\``, is: (_, next) => next === value };
}

/**
 * The keys whose change replaces or loses something. CloudFormation updates the resources of all other keys in place, or
 * only adds some.
 */
export const LOSSES: Readonly<Partial<Record<keyof typeof CONFIG_KEYS, Loss>>> = {
  genesysRegion: {
    change: ANY,
    effect: 'No entry is used any more. Logins fail until the secret has an OAuth client of that region.',
  },
  externalContacts: {
    change: from('true'),
    effect: 'The data action external-contact is off. Flows that call it take their failure path.',
  },
  logRetentionDays: { change: LOWER, effect: 'Older log lines are deleted.' },
  genesysEventSource: {
    change: OTHER,
    effect: 'Events of the deployed source no longer invalidate entries.',
  },
  invalidationKeyVersion: { change: ANY, effect: 'The API key of POST /invalidate is replaced.' },
  engine: {
    change: from('valkey'),
    effect: 'The deployment fails: ElastiCache cannot change valkey back to redis.',
  },
  mode: { change: ANY, effect: 'The cache is replaced. The new one is empty.' },
  vpcCidr: { change: ANY, effect: 'The deployment fails: CloudFormation would have to replace the VPC.' },
  availabilityZones: {
    change: ANY,
    effect: 'The deployment fails: CloudFormation would have to replace the subnets.',
  },
  egress: {
    change: ANY,
    effect: 'The NATs and their public addresses are replaced. No call reaches Genesys for some minutes.',
  },
  natCount: { change: LOWER, effect: 'A NAT and its public address are removed.' },
  allowedCidrs: { change: NONE, effect: 'All addresses may call the API.' },
  waf: { change: from('true'), effect: 'AWS WAF no longer protects the API.' },
  domainName: { change: ANY, effect: 'The address of the API changes. The former one stops working.' },
  truststoreUri: { change: NONE, effect: 'Clients no longer need a certificate.' },
  apiGatewayLogRole: {
    change: to('true'),
    effect: "API Gateway's role for logs is replaced for the whole account and region.",
  },
  alarmEmail: { change: OTHER, effect: 'The deployed address no longer receives alarms.' },
};
