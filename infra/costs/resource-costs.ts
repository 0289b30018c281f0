import * as v from 'valibot';
import { HOURS, LOAD, METRICS, POLLS, tracesOf } from './load.ts';
import { isPriceName, type PriceName } from './prices.ts';

/** A resource of a CloudFormation template. */
interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The resources of a template, by logical id. */
export type Resources = Readonly<Record<string, Resource>>;

/** What AWS bills for a resource in a month, in units of the price. */
export interface Usage {
  readonly price: PriceName;
  /** Without any request. */
  readonly fixed?: number;
  /** For this number of requests, in millions. */
  readonly requests?: (millions: number) => number;
}

type Rule = (resource: Resource, all: Resources, id: string) => Usage[];

const REF = v.object({ Ref: v.string() });
const SERVERLESS_MIN_GB = { redis: 1, valkey: 0.1 } as const;
const ENGINE = v.picklist(['redis', 'valkey']);
/** The size of Amazon Linux's image, because the template gives none. */
const VOLUME_GB = 8;

const perMillion = (units: number) => (millions: number) => millions * units;
const otherZoneReads: Usage = {
  price: 'zoneTraffic',
  requests: perMillion(LOAD.entryKb * LOAD.otherZoneShare),
};

/** The types of resources that AWS bills. */
export const BILLED: Readonly<Record<string, Rule>> = {
  'AWS::ApiGateway::RestApi': () => [
    { price: 'apiRequests', requests: perMillion(1) },
    { price: 'dataOut', requests: perMillion(LOAD.responseKb) },
  ],
  'AWS::ApiGateway::Stage': ({ Properties }) => {
    const { TracingEnabled, CacheClusterEnabled } = v.parse(
      v.object({ TracingEnabled: v.optional(v.boolean()), CacheClusterEnabled: v.optional(v.boolean()) }),
      Properties,
    );
    if (CacheClusterEnabled) throw new Error("API Gateway's own cache has no price in infra/costs/prices.ts");
    return TracingEnabled ? [{ price: 'traces', requests: tracesOf }] : [];
  },
  'AWS::AutoScaling::AutoScalingGroup': ({ Properties }, all) => {
    const group = v.parse(
      v.object({ MaxSize: v.string(), LaunchTemplate: v.object({ LaunchTemplateId: REF }) }),
      Properties,
    );
    const template = v.parse(
      v.object({
        LaunchTemplateData: v.object({
          InstanceType: v.string(),
          BlockDeviceMappings: v.array(
            v.object({ Ebs: v.object({ VolumeType: v.string(), VolumeSize: v.optional(v.number()) }) }),
          ),
        }),
      }),
      all[group.LaunchTemplate.LaunchTemplateId.Ref]?.Properties,
    ).LaunchTemplateData;
    const count = Number(group.MaxSize);
    return [
      { price: priceOf(template.InstanceType), fixed: count * HOURS },
      ...template.BlockDeviceMappings.map(({ Ebs }) => ({
        price: priceOf(`${Ebs.VolumeType} volume`),
        fixed: count * (Ebs.VolumeSize ?? VOLUME_GB),
      })),
    ];
  },
  // A composite alarm or one with a period below a minute has another price; the stack has neither.
  'AWS::CloudWatch::Alarm': ({ Properties }) => {
    const { Metrics } = v.parse(
      v.object({ Metrics: v.optional(v.array(v.object({ MetricStat: v.optional(v.unknown()) }))) }),
      Properties,
    );
    const watched = Metrics?.filter(({ MetricStat }) => MetricStat !== undefined).length ?? 1;
    return [{ price: 'alarmMetric', fixed: watched }];
  },
  'AWS::CloudWatch::Dashboard': () => [{ price: 'dashboard', fixed: 1 }],
  'AWS::EC2::EIP': () => [{ price: 'publicAddress', fixed: HOURS }],
  'AWS::EC2::NatGateway': (_, all) => {
    const count = Object.values(all).filter(({ Type }) => Type === 'AWS::EC2::NatGateway').length;
    const gb = (LOAD.responseKb * LOAD.missShare) / count;
    return [
      { price: 'natGateway', fixed: HOURS },
      { price: 'natGatewayData', requests: perMillion(gb) },
    ];
  },
  'AWS::EC2::VPCEndpoint': ({ Properties }) => {
    const { SubnetIds } = v.parse(
      v.object({ VpcEndpointType: v.literal('Interface'), SubnetIds: v.array(v.unknown()) }),
      Properties,
    );
    return [{ price: 'interfaceEndpoint', fixed: SubnetIds.length * HOURS }];
  },
  'AWS::ElastiCache::ReplicationGroup': ({ Properties }) => {
    const { Engine, CacheNodeType, NumCacheClusters } = v.parse(
      v.object({ Engine: ENGINE, CacheNodeType: v.string(), NumCacheClusters: v.number() }),
      Properties,
    );
    return [
      { price: priceOf(`${Engine} ${CacheNodeType}`), fixed: NumCacheClusters * HOURS },
      otherZoneReads,
    ];
  },
  'AWS::ElastiCache::ServerlessCache': ({ Properties }) => {
    const { Engine } = v.parse(v.object({ Engine: ENGINE }), Properties);
    return [
      { price: `${Engine} storage`, fixed: SERVERLESS_MIN_GB[Engine] * HOURS },
      { price: `${Engine} ecpu`, requests: perMillion(LOAD.ecpuPerRequest) },
      otherZoneReads,
    ];
  },
  'AWS::Events::Rule': () => [{ price: 'events', fixed: LOAD.changesMillions }],
  'AWS::KMS::Key': () => [{ price: 'key', fixed: 1 }],
  'AWS::Lambda::Alias': ({ Properties }, all) => {
    const { FunctionName, ProvisionedConcurrencyConfig } = v.parse(
      v.object({
        FunctionName: REF,
        ProvisionedConcurrencyConfig: v.object({ ProvisionedConcurrentExecutions: v.number() }),
      }),
      Properties,
    );
    const containers = ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions;
    const gb = memoryGb(all[FunctionName.Ref]);
    return [{ price: 'provisionedConcurrency', fixed: containers * HOURS * 3600 * gb }];
  },
  'AWS::Lambda::EventSourceMapping': () => [{ price: 'queueRequests', fixed: POLLS }],
  'AWS::Lambda::Function': (fn, _, id) => {
    if (RARELY_CALLED.test(id)) return [];
    if (!id.startsWith('ApiFunctionDataActions'))
      throw new Error(`the costs do not know how often ${id} runs: add it to infra/costs/resource-costs.ts`);
    return [
      { price: 'lambdaRequests', requests: perMillion(1) },
      { price: 'lambdaDuration', requests: perMillion(LOAD.durationMs * 1000 * memoryGb(fn)) },
      { price: 'logs', requests: perMillion(LOAD.logKb) },
      { price: 'metric', fixed: METRICS },
    ];
  },
  'AWS::SecretsManager::Secret': () => [{ price: 'secret', fixed: 1 }],
  'AWS::WAFv2::WebACL': ({ Properties }) => {
    const { Rules } = v.parse(v.object({ Rules: v.array(v.unknown()) }), Properties);
    return [
      { price: 'webAcl', fixed: 1 },
      { price: 'wafRule', fixed: Rules.length },
      { price: 'wafRequests', requests: perMillion(1) },
    ];
  },
};

/** The functions that run after a change in Genesys, or during a deployment: they cost cents. */
const RARELY_CALLED = /^(Invalidation|CustomVpcRestrictDefaultSG)/;

function priceOf(name: string): PriceName {
  if (isPriceName(name)) return name;
  throw new Error(`${name} has no price: add it to infra/costs/prices.ts`);
}

function memoryGb(fn: Resource | undefined): number {
  return v.parse(v.object({ MemorySize: v.number() }), fn?.Properties).MemorySize / 1024;
}
