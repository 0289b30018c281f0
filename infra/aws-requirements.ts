import type { StackConfig } from './config.ts';

/** What the stack needs that an account, a region or a zone may lack. `npm run doctor` checks it before a deployment. */

type Engine = StackConfig['engine'];

/** The version and the parameter group family of each engine, for replication groups. */
export const ENGINE_VERSIONS = {
  redis: { engineVersion: '7.1', cacheParameterGroupFamily: 'redis7' },
  valkey: { engineVersion: '8.2', cacheParameterGroupFamily: 'valkey8' },
} as const satisfies Record<Engine, unknown>;

/** The major version of each engine. Serverless caches have no other version setting. */
export const MAJOR_ENGINE_VERSIONS = { redis: '7', valkey: '8' } as const satisfies Record<Engine, string>;

/** The EC2 instance type of a NAT instance. */
export const NAT_INSTANCE_TYPE = 't4g.nano';

/** The CDK's bootstrap: where it keeps its version, and the minimum, which a rule in the template demands. */
export const BOOTSTRAP = { versionParameter: '/cdk-bootstrap/hnb659fds/version', minVersion: 6 } as const;
