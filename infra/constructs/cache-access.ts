import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessString, NO_ACCESS } from '../redis-access.ts';

/** Users and group of engine `redis` serve Redis and Valkey caches alike, so one can become the other in place. */
const ENGINE = 'redis';

/**
 * Who may do what in the cache: one user, who logs in with an IAM token and may use this product's commands on
 * this product's keys. There is no password anywhere.
 */
export class CacheAccess extends Construct {
  readonly userGroupId: string;
  /** The user's id and, as IAM authentication demands, also its name. */
  readonly userName: string;

  constructor(scope: Construct, id: string, { name, config }: { name: string; config: StackConfig }) {
    super(scope, id);
    this.userName = name;
    const user = new elasticache.CfnUser(this, 'User', {
      engine: ENGINE,
      userId: name,
      userName: name,
      authenticationMode: { Type: 'iam' },
      accessString: accessString(config.mode === 'serverless' ? 'cluster' : 'standalone'),
    });
    // A connection that has not logged in is the user `default`. Every group of this engine must have one, and
    // the one that comes with ElastiCache may do everything; this one is off.
    const defaultUser = new elasticache.CfnUser(this, 'DefaultUser', {
      engine: ENGINE,
      userId: `${name}-off`,
      userName: 'default',
      authenticationMode: { Type: 'no-password-required' },
      accessString: NO_ACCESS,
    });
    const group = new elasticache.CfnUserGroup(this, 'UserGroup', {
      engine: ENGINE,
      userGroupId: name,
      userIds: [defaultUser.ref, user.ref],
    });
    this.userGroupId = group.ref;
  }
}
