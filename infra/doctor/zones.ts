import {
  DescribeAvailabilityZonesCommand,
  DescribeInstanceTypeOfferingsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServicesCommand,
} from '@aws-sdk/client-ec2';
import { NAT_INSTANCE_TYPE } from '../aws-requirements.ts';
import type { Account } from './account.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** What a part of the stack needs in both zones. */
interface Need {
  readonly name: string;
  /** The zones that have it. */
  readonly zones: readonly string[];
  readonly complain: typeof problem;
}

/**
 * Whether the zones of the VPC exist and have what the stack needs. AWS does not list the zones of NAT gateways. Nor does it
 * list those of ElastiCache's node types: EC2's zones of the same machine type are only a hint.
 */
export async function examineZones(account: Account): Promise<Finding> {
  const { config } = account;
  const [all, defaults, needs] = await Promise.all([
    zonesOfRegion(account),
    zonesWithDefaultSubnet(account),
    needsOf(account),
  ]);
  // As Fn::GetAZs does: only zones with a default subnet, unless there are none.
  const offered = defaults.length > 0 ? defaults : all;
  const zones = config.availabilityZones ?? offered.slice(0, 2);

  const unknown = zones.filter((zone) => !all.includes(zone));
  if (unknown.length > 0 || zones.length < 2)
    return problem({
      found:
        unknown.length > 0
          ? `not in this region: ${unknown.join(', ')}`
          : `${zones.join() || 'no zone'} only`,
      expected: `two of ${all.join(', ')}`,
      todo: 'Set availabilityZones to two of these, or choose another region.',
    });
  for (const need of needs) {
    const lacking = zones.filter((zone) => !need.zones.includes(zone));
    if (lacking.length === 0) continue;
    return need.complain({
      found: `${lacking.join(', ')} without ${need.name}`,
      expected: `two zones with ${needs.map(({ name }) => name).join(', ')}`,
      todo: advice(all.filter((zone) => needs.every((each) => each.zones.includes(zone)))),
    });
  }
  const names = needs.map(({ name }) => name).join(', ');
  const gateways = config.egress === 'nat-gateway' ? '; AWS does not list the zones of NAT gateways' : '';
  return ok(`${zones.join(', ')}${names && ` with ${names}`}${gateways}`);
}

function advice(suitable: readonly string[]): string {
  if (suitable.length < 2)
    return 'No two zones have all of these. Choose another region, or a configuration that needs less.';
  return `For a new stack, set availabilityZones=${suitable.slice(0, 2)}. You cannot change the zones of a stack later.`;
}

async function zonesOfRegion({ clients, read }: Account): Promise<string[]> {
  const command = new DescribeAvailabilityZonesCommand({
    Filters: [
      { Name: 'zone-type', Values: ['availability-zone'] },
      { Name: 'state', Values: ['available'] },
    ],
  });
  const { AvailabilityZones = [] } = await read('ec2:DescribeAvailabilityZones', (options) =>
    clients.ec2.send(command, options),
  );
  return AvailabilityZones.map(({ ZoneName = '' }) => ZoneName).sort();
}

async function zonesWithDefaultSubnet({ clients, read }: Account): Promise<string[]> {
  const command = new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] });
  const { Subnets = [] } = await read('ec2:DescribeSubnets', (options) => clients.ec2.send(command, options));
  return Subnets.map(({ AvailabilityZone = '' }) => AvailabilityZone).sort();
}

async function needsOf(account: Account): Promise<Need[]> {
  const { egress, mode, cacheNodeType, secretsManagerEndpoint } = account.config;
  const cacheMachine = cacheNodeType.replace(/^cache\./, '');
  const [machines, endpoints] = await Promise.all([
    machineZones(account, [NAT_INSTANCE_TYPE, cacheMachine]),
    secretsManagerEndpoint ? endpointZones(account) : [],
  ]);
  const zonesOf = (type: string) => machines.filter((each) => each.type === type).map(({ zone }) => zone);
  return [
    egress === 'nat-instance' && {
      name: `${NAT_INSTANCE_TYPE} (NAT)`,
      zones: zonesOf(NAT_INSTANCE_TYPE),
      complain: problem,
    },
    secretsManagerEndpoint && { name: 'Secrets Manager endpoints', zones: endpoints, complain: problem },
    mode === 'replication-group' && {
      name: `${cacheMachine} (cache, judged by EC2)`,
      zones: zonesOf(cacheMachine),
      complain: warning,
    },
  ].filter((need) => need !== false);
}

async function machineZones({ clients, read }: Account, types: readonly string[]) {
  const command = new DescribeInstanceTypeOfferingsCommand({
    LocationType: 'availability-zone',
    Filters: [{ Name: 'instance-type', Values: [...types] }],
  });
  const { InstanceTypeOfferings = [] } = await read('ec2:DescribeInstanceTypeOfferings', (options) =>
    clients.ec2.send(command, options),
  );
  return InstanceTypeOfferings.map(({ InstanceType = '', Location = '' }) => ({
    type: InstanceType as string,
    zone: Location,
  }));
}

async function endpointZones({ region, clients, read }: Account): Promise<readonly string[]> {
  const command = new DescribeVpcEndpointServicesCommand({
    ServiceNames: [`com.amazonaws.${region}.secretsmanager`],
  });
  const { ServiceDetails = [] } = await read('ec2:DescribeVpcEndpointServices', (options) =>
    clients.ec2.send(command, options),
  );
  return ServiceDetails.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones);
}
