import { DescribeAddressesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { absentIf } from '../aws/read.ts';
import { type Account, belongsToStage } from './account.ts';
import { type Finding, ok, problem } from './finding.ts';

interface Quota {
  readonly ServiceCode: string;
  readonly QuotaCode: string;
}

interface Use {
  readonly quota: Quota;
  /** How many the account has in the region. */
  readonly used: number;
  /** How many the stack will have. */
  readonly needed: number;
  /** How many the stack has already. */
  readonly own: number;
  /** How to free one. */
  readonly remedy: string;
}

/** Whether the account has room for the VPC. */
export async function examineVpcs(account: Account): Promise<Finding> {
  const { id, config, clients, read } = account;
  // The VPCs that another account shares with this one do not count.
  const command = new DescribeVpcsCommand({ Filters: [{ Name: 'owner-id', Values: [id] }] });
  const { Vpcs = [] } = await read('ec2:DescribeVpcs', (options) => clients.ec2.send(command, options));
  return examineUse(account, {
    quota: { ServiceCode: 'vpc', QuotaCode: 'L-F678F1CE' },
    used: Vpcs.length,
    needed: 1,
    own: Vpcs.filter((vpc) => belongsToStage(vpc, config.stage)).length,
    remedy: 'Delete a VPC that nothing uses',
  });
}

/** Whether the account has room for the Elastic IP addresses of the NATs. */
export async function examineAddresses(account: Account): Promise<Finding> {
  const { config, clients, read } = account;
  const { Addresses = [] } = await read('ec2:DescribeAddresses', (options) =>
    clients.ec2.send(new DescribeAddressesCommand({}), options),
  );
  return examineUse(account, {
    quota: { ServiceCode: 'ec2', QuotaCode: 'L-0263D0A3' },
    used: Addresses.length,
    needed: config.natCount,
    own: Addresses.filter((address) => belongsToStage(address, config.stage)).length,
    remedy: 'Release an address that nothing uses',
  });
}

async function examineUse(account: Account, { quota, used, needed, own, remedy }: Use): Promise<Finding> {
  const limit = await limitOf(account, quota);
  const missing = Math.max(0, needed - own);
  const found = `${used} of ${limit} in use`;
  if (used + missing <= limit) return ok(`${found}, ${missing} more needed`);
  return problem({
    found,
    expected: `room for ${missing} more`,
    todo: `${remedy}, or request a higher quota: ${increaseCommand(account, quota, used + missing)}`,
  });
}

async function limitOf({ clients, read }: Account, quota: Quota): Promise<number> {
  const applied = await read('servicequotas:GetServiceQuota', (options) =>
    clients.quotas.send(new GetServiceQuotaCommand(quota), options),
  ).catch(absentIf('NoSuchResourceException'));
  // A quota that was never changed for the account may have a default only.
  const { Quota } =
    applied ??
    (await read('servicequotas:GetAWSDefaultServiceQuota', (options) =>
      clients.quotas.send(new GetAWSDefaultServiceQuotaCommand(quota), options),
    ));
  return Quota?.Value ?? 0;
}

/** The command that requests a higher quota. */
export function increaseCommand({ region }: Pick<Account, 'region'>, quota: Quota, value: number): string {
  return `aws service-quotas request-service-quota-increase --region ${region} --service-code ${quota.ServiceCode} --quota-code ${quota.QuotaCode} --desired-value ${value}`;
}
