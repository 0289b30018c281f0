import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessString, type CacheUser, NO_ACCESS } from '../redis-access.ts';

/** Users and user groups of engine `redis` also work with Valkey, so the engine can be changed in place. */
const ENGINE = 'redis';

/**
 * The Redis users: one for each function, limited to the commands and keys that the function needs. They log in with an
 * IAM token, so there are no passwords.
 */
export class CacheAccess extends Construct {
  readonly userGroupId: string;
  /** The id of each user, which is also its name: IAM authentication requires both to be the same. */
  readonly userNames: Readonly<Record<CacheUser, string>>;

  constructor(scope: Construct, id: string, { name, config }: { name: string; config: StackConfig }) {
    super(scope, id);
    // ElastiCache allows 40 characters, which `-invalidation` would exceed. This user can only write tags.
    this.userNames = { dataActions: name, invalidation: `${name}-tags` };
    const mode = config.mode === 'serverless' ? 'cluster' : 'standalone';
    // A connection is the user `default` until it logs in, and every user group must have one. ElastiCache's own
    // `default` may run every command, so the group gets this disabled one instead.
    const defaultUser = new elasticache.CfnUser(this, 'DefaultUser', {
      engine: ENGINE,
      userId: `${name}-off`,
      userName: 'default',
      authenticationMode: { Type: 'no-password-required' },
      accessString: NO_ACCESS,
    });
    const users = [
      this.#user('User', this.userNames.dataActions, accessString('dataActions', mode)),
      this.#user('InvalidationUser', this.userNames.invalidation, accessString('invalidation', mode)),
    ] as const;
    // ElastiCache may reject a change of one user while another user of the same group is still being changed.
    const [dataActions, invalidation] = users;
    dataActions.addResourceDependency(defaultUser);
    invalidation.addResourceDependency(dataActions);
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
