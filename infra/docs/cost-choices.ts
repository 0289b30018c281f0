import { monthlyCosts, totalUsd } from '../costs/monthly-costs.ts';
import type { Resources } from '../costs/resource-costs.ts';
import { markdownTable } from './markdown.ts';
import type { StackTemplates } from './stack-template.ts';

const CACHE = ['AWS::ElastiCache::ReplicationGroup', 'AWS::ElastiCache::ServerlessCache'];
const NAT = [
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::NatGateway',
  'AWS::EC2::EIP',
];

/** The price of each choice in the configuration, without requests. Every part comes from a template. */
export function choicesTable({ dev, prod, cheapest }: Omit<StackTemplates, 'withAll'>): string {
  const caches: [keys: string, template: { Resources: Resources }][] = [
    ['the default of `dev`: one node `cache.t4g.micro`', dev],
    ['the default of `prod`: two nodes `cache.t4g.small`', prod],
    ['`mode=serverless`', cheapest],
  ];
  const rows = [
    ...caches.flatMap(([keys, { Resources }]) =>
      ['redis', 'valkey'].map((engine) => [
        'cache',
        `${keys}, \`engine=${engine}\``,
        usd(withEngine(ofTypes(Resources, CACHE), engine)),
      ]),
    ),
    ['egress', '`egress=nat-instance`, `natCount=1`', usd(ofTypes(dev.Resources, NAT))],
    ['egress', '`egress=nat-gateway`, `natCount=2`', usd(ofTypes(prod.Resources, NAT))],
    ['endpoint', '`secretsManagerEndpoint=true`', usd(ofTypes(prod.Resources, ['AWS::EC2::VPCEndpoint']))],
  ];
  return markdownTable(['part', 'configuration', 'USD a month'], rows);
}

function usd(resources: Resources): string {
  return totalUsd(monthlyCosts(resources), 0).toFixed(2);
}

function ofTypes(resources: Resources, types: readonly string[]): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([, { Type }]) => types.includes(Type)));
}

function withEngine(resources: Resources, engine: string): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([id, { Type, Properties }]) => [
      id,
      { Type, Properties: { ...Properties, Engine: engine } },
    ]),
  );
}
