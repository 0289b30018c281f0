import * as aws from './aws-replies.ts';

const ZONES = ['us-east-1b', 'us-east-1a', 'us-east-1c'];
const MACHINES = { 't4g.nano': ZONES, 't4g.micro': ZONES, 't4g.small': ZONES };

/** All types of machine in all zones, except one type in one zone. */
export function typesWithout(type: keyof typeof MACHINES, zone: string): string {
  return aws.machineTypes({ ...MACHINES, [type]: ZONES.filter((each) => each !== zone) });
}

/** An account with nothing in it but what AWS and the CDK's bootstrap create. */
export const NEW_ACCOUNT: Readonly<Record<string, aws.AwsReply>> = {
  GetCallerIdentity: aws.identity,
  DescribeStacks: aws.queryError(
    'ValidationError',
    'Stack with id genesys-data-action-cache-dev does not exist',
  ),
  GetParameter: aws.bootstrapVersion('28'),
  GetAccount: aws.logRoleSetting(),
  GetRole: aws.role({}),
  GetAccountSettings: aws.lambdaLimit(1000),
  GetServiceQuota: aws.quota(5),
  DescribeVpcs: aws.vpcs({}),
  DescribeAddresses: aws.addresses(),
  DescribeAvailabilityZones: aws.zones(...ZONES),
  DescribeSubnets: aws.defaultSubnets(...ZONES),
  DescribeInstanceTypeOfferings: aws.machineTypes(MACHINES),
  DescribeVpcEndpointServices: aws.endpointServices(...ZONES),
  DescribeCacheEngineVersions: aws.engineVersions('redis', 'redis7', '7.0', '7.1'),
  DescribeReservedCacheNodesOfferings: aws.nodeOfferings('cache.t4g.micro'),
};
