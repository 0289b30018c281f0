import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOURS } from '../../../infra/costs/load.ts';
import { monthlyCosts, totalUsd } from '../../../infra/costs/monthly-costs.ts';
import { FREE, NOT_COUNTED } from '../../../infra/costs/other-types.ts';
import { PRICES } from '../../../infra/costs/prices.ts';
import { BILLED, type Resources } from '../../../infra/costs/resource-costs.ts';
import { readDocument, tableOf } from '../../support/markdown.ts';
import { onlyOf, resourcesOf, synthStack } from '../../support/synth-stack.ts';

/** The units that a template costs without requests, and what 1 million requests add, by price. */
function unitsOf(resources: Resources) {
  return Object.fromEntries(
    monthlyCosts(resources).map(({ price, fixedUnits, requestUnits }) => [
      price,
      [fixedUnits, requestUnits(1)],
    ]),
  );
}

const alarm = (metrics: number): Resources[string] => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    Metrics: [{ Expression: 'm0 + m1' }, ...Array.from({ length: metrics }, () => ({ MetricStat: {} }))],
  },
});
const natGateway = { Type: 'AWS::EC2::NatGateway' };
const fn = { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } };

const BILLS: [title: string, resources: Resources, units: Record<string, [number, number]>][] = [
  [
    'an alarm costs as much as the metrics that it watches',
    { One: { Type: 'AWS::CloudWatch::Alarm', Properties: { MetricName: 'Errors' } }, Sum: alarm(3) },
    { alarmMetric: [4, 0] },
  ],
  [
    'NAT gateways share the traffic of the misses',
    { A: natGateway, B: natGateway },
    { natGateway: [2 * HOURS, 0], natGatewayData: [0, 6.4] },
  ],
  [
    'an interface endpoint costs for each of its zones',
    {
      A: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b'] },
      },
    },
    { interfaceEndpoint: [2 * HOURS, 0] },
  ],
  [
    'the function of data actions and its warm containers cost by their memory',
    {
      ApiFunctionDataActions1234ABCD: fn,
      Live: {
        Type: 'AWS::Lambda::Alias',
        Properties: {
          FunctionName: { Ref: 'ApiFunctionDataActions1234ABCD' },
          ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
        },
      },
    },
    {
      lambdaRequests: [0, 1],
      lambdaDuration: [0, 30_000],
      logs: [0, 2],
      metric: [33, 0],
      provisionedConcurrency: [1.5 * HOURS * 3600, 0],
    },
  ],
  [
    'each node of a replication group costs by its type and engine',
    {
      A: {
        Type: 'AWS::ElastiCache::ReplicationGroup',
        Properties: { Engine: 'valkey', CacheNodeType: 'cache.t4g.small', NumCacheClusters: 3 },
      },
    },
    { 'valkey cache.t4g.small': [3 * HOURS, 0], zoneTraffic: [0, 5] },
  ],
  [
    'a web ACL costs for each of its rules',
    { A: { Type: 'AWS::WAFv2::WebACL', Properties: { Rules: [{}, {}] } } },
    { webAcl: [1, 0], wafRule: [2, 0], wafRequests: [0, 1] },
  ],
];

const REFUSED: [title: string, resources: Resources, message: RegExp][] = [
  [
    'a type that is neither priced nor free',
    { Table: { Type: 'AWS::DynamoDB::Table' } },
    /^Table is a AWS::DynamoDB::Table, expected/,
  ],
  ['a function of unknown use', { Reports: fn }, /how often Reports runs/],
  [
    'a node type without a price',
    {
      A: {
        Type: 'AWS::ElastiCache::ReplicationGroup',
        Properties: { Engine: 'redis', CacheNodeType: 'cache.r7g.large', NumCacheClusters: 1 },
      },
    },
    /^redis cache\.r7g\.large has no price/,
  ],
  [
    "API Gateway's own cache",
    { A: { Type: 'AWS::ApiGateway::Stage', Properties: { CacheClusterEnabled: true } } },
    /own cache has no price/,
  ],
];

describe('the monthly costs of a template', () => {
  for (const [title, resources, units] of BILLS)
    test(title, () => {
      assert.deepEqual(unitsOf(resources), units);
    });

  for (const [title, resources, message] of REFUSED)
    test(`are an error for ${title}`, () => {
      assert.throws(() => monthlyCosts(resources), { message });
    });

  test('sum up units by price, without and with requests', () => {
    const lines = monthlyCosts({ A: natGateway, B: natGateway });
    assert.equal(totalUsd(lines, 0), 2 * HOURS * PRICES.natGateway.usd);
    assert.equal(totalUsd(lines, 10), 2 * HOURS * PRICES.natGateway.usd + 64 * PRICES.natGatewayData.usd);
  });

  test("count all traces up to X-Ray's first of each second, and then 5 %", () => {
    const [traces] = monthlyCosts({
      A: { Type: 'AWS::ApiGateway::Stage', Properties: { TracingEnabled: true } },
    });
    assert.deepEqual(
      [0.1, 2.628, 12.628].map((millions) => traces?.requestUnits(millions).toFixed(3)),
      ['0.100', '2.628', '3.128'],
    );
  });

  test('know each type of resource in one way', () => {
    const types = [...Object.keys(BILLED), ...FREE, ...Object.keys(NOT_COUNTED)];
    assert.deepEqual(
      types.filter((type, index) => types.indexOf(type) !== index),
      [],
    );
  });
});

/** The whole USD that a configuration costs at 100,000 requests a month, as docs/costs.md has it. */
function documentedUsd(stack: string): number {
  const table = tableOf(
    readDocument('docs/costs.md'),
    '| stack | without requests | 100,000 | 1 million | 10 million |',
  );
  return Number(table.find(([name]) => name === `\`${stack}\``)?.[2]);
}

describe('the documented costs', () => {
  test('of a stage are those of its template', () => {
    for (const [name, context] of [
      ['dev', {}],
      ['prod', { stage: 'prod' }],
      ['preset=cheapest', { preset: 'cheapest' }],
    ] as const)
      assert.equal(
        totalUsd(monthlyCosts(synthStack(context).resources), 0.1).toFixed(0),
        String(documentedUsd(name)),
        name,
      );
  });

  for (const [path, pattern] of [
    ['README.md', /`dev` costs\s+about (?<dev>\d+) USD and `prod` about (?<prod>\d+) USD/],
    ['docs/deploy.md', /about (?<dev>\d+) USD a month for the stage `dev` and (?<prod>\d+) USD for `prod`/],
    ['docs/deploy.md', /about (?<cheapest>\d+) USD\s+with \[`preset=cheapest`\]/],
  ] as const)
    test(`of ${path} differ by at most 1 USD from those of docs/costs.md`, () => {
      const { groups } = pattern.exec(readDocument(path)) ?? assert.fail(`${pattern} not found`);
      for (const [name, text] of Object.entries(groups ?? {})) {
        const usd = documentedUsd(name === 'cheapest' ? 'preset=cheapest' : name);
        assert.ok(Math.abs(Number(text) - usd) <= 1, `${name}: ${text}, expected ${usd}`);
      }
    });

  test('of a full cache with the cheapest preset are those of the price', () => {
    const usd = (PRICES['valkey storage'].usd * HOURS).toFixed(0);
    const text = readDocument('docs/costs.md').replaceAll('\n', ' ');
    assert.match(text.replaceAll(/ +/g, ' '), new RegExp(`A full cache of 1 GB,[^.]* costs ${usd} USD`));
  });
});

describe('the preset cheapest', () => {
  const cheapest = synthStack({ preset: 'cheapest' });

  test('is a serverless Valkey cache behind one NAT instance, without a VPC endpoint', () => {
    assert.equal(onlyOf(cheapest, 'AWS::ElastiCache::ServerlessCache').Engine, 'valkey');
    assert.equal(resourcesOf(cheapest, 'AWS::AutoScaling::AutoScalingGroup').length, 1);
    assert.deepEqual(resourcesOf(cheapest, 'AWS::EC2::NatGateway'), []);
    assert.deepEqual(resourcesOf(cheapest, 'AWS::EC2::VPCEndpoint'), []);
  });

  test('keeps every alarm of the stage', () => {
    assert.equal(
      resourcesOf(cheapest, 'AWS::CloudWatch::Alarm').length,
      resourcesOf(synthStack(), 'AWS::CloudWatch::Alarm').length,
    );
  });
});
