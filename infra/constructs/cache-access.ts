import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessString, type CacheUser, NO_ACCESS } from '../redis-access.ts';

/** Users and group of engine `redis` serve Redis and Valkey caches alike, so one can become the other in place. */
const ENGINE = 'redis';

/**
 * Who may do what in the cache: a user for each function, who logs in with an IAM token and may use its function's
 * commands on its keys. There is no password anywhere.
 */
export class CacheAccess extends Construct {
  readonly userGroupId: string;
  /** Each user's id and, as IAM authentication demands, also its name. */
  readonly userNames: Readonly<Record<CacheUser, string>>;

  constructor(scope: Construct, id: string, { name, config }: { name: string; config: StackConfig }) {
    super(scope, id);
    // A name has at most 40 characters.
    this.userNames = { dataActions: name, invalidation: `${name}-marks` };
    const mode = config.mode === 'serverless' ? 'cluster' : 'standalone';
    // A connection that has not logged in is the user `default`. Every group of this engine must have one, and
    // the one that comes with ElastiCache may do everything; this one is off.
    const defaultUser = new elasticache.CfnUser(this, 'DefaultUser', {
      engine: ENGINE,
      userId: `${name}-off`,
      userName: 'default',
      authenticationMode: { Type: 'no-password-required' },
      accessString: NO_ACCESS,
    });
    const users = [
      this.#user('User', this.userNames.dataActions, accessString('dataActions', mode)),
      this.#user('MarkerUser', this.userNames.invalidation, accessString('invalidation', mode)),
    ];
    const group = new elasticache.CfnUserGroup(this, 'UserGroup', {
      engine: ENGINE,
      userGroupId: name,
      userIds: [defaultUser.ref, ...users.map(({ ref }) => ref)],
    });
    this.userGroupId = group.ref;
  }

  #user(id: string, name: string, rules: string): elasticache.CfnUser {
    return new elasticache.CfnUser(this, id, {
      engine: ENGINE,
      userId: name,
      userName: name,
      authenticationMode: { Type: 'iam' },
      accessString: rules,
    });
  }
}
