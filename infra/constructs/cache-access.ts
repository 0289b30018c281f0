import * as elasticache from 'aws-cdk-lib/aws-elasticache';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { accessString, NO_ACCESS } from '../redis-access.ts';

/**
 * Who may do what in the cache: one user, who logs in with an IAM token and may use this product's commands on
 * this product's keys. There is no password anywhere.
 */
export class CacheAccess extends Construct {
  readonly userGroupId: string;
  /** The user's id and, as IAM authentication demands, also its name. */
  readonly userName: string;
  /** What a cache must wait for: the group's id alone does not tell CloudFormation. */
  readonly group: elasticache.CfnUserGroup;

  constructor(scope: Construct, id: string, { name, config }: { name: string; config: StackConfig }) {
    super(scope, id);
    const { engine, mode } = config;
    this.userName = name;
    const user = new elasticache.CfnUser(this, 'User', {
      engine,
      userId: name,
      userName: name,
      authenticationMode: { Type: 'iam' },
      accessString: accessString(mode === 'serverless' ? 'cluster' : 'standalone'),
    });
    const members = engine === 'redis' ? [this.#disabledDefaultUser(name), user] : [user];
    this.group = new elasticache.CfnUserGroup(this, 'UserGroup', {
      engine,
      userGroupId: name,
      userIds: members.map(({ ref }) => ref),
    });
    this.userGroupId = this.group.ref;
  }

  /**
   * A Redis user group must have a user named `default`, whom a connection without login is; the one that comes
   * with ElastiCache may do everything. A Valkey group needs none, takes none without a password, and without
   * one lets nobody in who has not logged in.
   */
  #disabledDefaultUser(name: string): elasticache.CfnUser {
    return new elasticache.CfnUser(this, 'DefaultUser', {
      engine: 'redis',
      userId: `${name}-off`,
      userName: 'default',
      authenticationMode: { Type: 'no-password-required' },
      accessString: NO_ACCESS,
    });
  }
}
