/** When the prices were collected. */
export const PRICES_AS_OF = 'November 2026';

/** The region of all prices. */
export const PRICES_REGION = 'us-east-1';

/** A list price of AWS. */
export interface Price {
  /** What AWS bills, for the tables. */
  readonly what: string;
  readonly usd: number;
  /** What the price is for, such as `hour` or `GB`. */
  readonly unit: string;
  readonly source: Source;
}

interface Source {
  /** AWS's price page, after `https://aws.amazon.com/`. Scripts fill in its numbers. */
  readonly page: string;
  /** A page that shows the number; absent: the number has not been confirmed. */
  readonly url?: string;
  /** The date of that page, if it has one. */
  readonly date?: string;
}

const API_GATEWAY_URL = 'https://awsforengineers.com/blog/aws-api-gateway-pricing-explained';
const apiGateway = { page: 'api-gateway/pricing/', url: API_GATEWAY_URL, date: '19 May 2025' };
const dataOut = { page: 'ec2/pricing/on-demand/#Data_Transfer', url: API_GATEWAY_URL, date: '19 May 2025' };
const zones = {
  page: 'ec2/pricing/on-demand/#Data_Transfer',
  url: 'https://www.usage.ai/blogs/aws-network-costs/',
  date: 'May 2026',
};
const lambda = {
  page: 'lambda/pricing/',
  url: 'https://cloudchipr.com/blog/aws-lambda-pricing',
  date: '2024',
};
const nodes = { page: 'elasticache/pricing/' };
const serverless = {
  page: 'elasticache/pricing/',
  url: 'https://www.usage.ai/blogs/aws/database-savings-plans/elasticache/serverless-pricing/',
  date: 'June 2026',
};
const nat = {
  page: 'vpc/pricing/',
  url: 'https://cloudburn.io/blog/aws-nat-gateway-pricing',
  date: '24 February 2026',
};
const instance = {
  page: 'ec2/pricing/on-demand/',
  url: 'https://fck-nat.dev/develop/choosing_an_instance_size',
};
const volume = { page: 'ebs/pricing/', url: 'https://c3x.dev/resources/aws/aws_ebs_volume' };
const endpoint = {
  page: 'privatelink/pricing/',
  url: 'https://awsnegotiations.com/privatelink-cost-analysis.html',
  date: 'May 2026',
};
const secret = {
  page: 'secrets-manager/pricing/',
  url: 'https://hivebook.wiki/wiki/aws-secrets-manager-rotated-secrets-dynamic-db-credentials-kms',
};
const kms = { page: 'kms/pricing/', url: 'https://cloudburn.io/blog/aws-kms-pricing', date: '14 March 2026' };
const logs = {
  page: 'cloudwatch/pricing/',
  url: 'https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/',
  date: '13 June 2026',
};
const metrics = {
  page: 'cloudwatch/pricing/',
  url: 'https://signoz.io/guides/cloudwatch-pricing',
  date: '15 February 2026',
};
const alarms = { page: 'cloudwatch/pricing/', url: 'https://c3x.dev/blog/aws-cloudwatch-metrics-cost/' };
const xray = { page: 'xray/pricing/', url: 'https://aws.amazon.com/xray/pricing/' };
const eventBridge = {
  page: 'eventbridge/pricing/',
  url: 'https://cloudburn.io/blog/amazon-eventbridge-pricing',
  date: '13 March 2026',
};
const sqs = {
  page: 'sqs/pricing/',
  url: 'https://cloudburn.io/blog/amazon-sqs-pricing',
  date: '14 March 2026',
};
const waf = { page: 'waf/pricing/', url: 'https://c3x.dev/blog/aws-waf-cost-explained/' };

const MICRO = 'ElastiCache node `cache.t4g.micro`';
const SMALL = 'ElastiCache node `cache.t4g.small`';
const STORAGE = 'ElastiCache serverless storage';
const ECPU = 'ElastiCache Processing Units';

/** Every price that the tables in docs/costs.md use. */
export const PRICES = {
  apiRequests: { what: 'API Gateway (REST)', usd: 3.5, unit: 'million requests', source: apiGateway },
  dataOut: { what: 'data out to the internet', usd: 0.09, unit: 'GB', source: dataOut },
  lambdaRequests: { what: 'Lambda, requests', usd: 0.2, unit: 'million requests', source: lambda },
  lambdaDuration: { what: 'Lambda, duration', usd: 0.0000133334, unit: 'GB-second', source: lambda },
  provisionedConcurrency: {
    what: 'Lambda, provisioned concurrency',
    usd: 0.0000033334,
    unit: 'GB-second',
    source: { page: 'lambda/pricing/' },
  },
  'redis cache.t4g.micro': { what: `${MICRO}, \`redis\``, usd: 0.016, unit: 'hour', source: nodes },
  'valkey cache.t4g.micro': { what: `${MICRO}, \`valkey\``, usd: 0.0128, unit: 'hour', source: nodes },
  'redis cache.t4g.small': { what: `${SMALL}, \`redis\``, usd: 0.032, unit: 'hour', source: nodes },
  'valkey cache.t4g.small': { what: `${SMALL}, \`valkey\``, usd: 0.0256, unit: 'hour', source: nodes },
  'redis storage': { what: `${STORAGE}, \`redis\``, usd: 0.125, unit: 'GB-hour', source: serverless },
  'valkey storage': { what: `${STORAGE}, \`valkey\``, usd: 0.084, unit: 'GB-hour', source: serverless },
  'redis ecpu': { what: `${ECPU}, \`redis\``, usd: 0.0034, unit: 'million ECPU', source: serverless },
  'valkey ecpu': { what: `${ECPU}, \`valkey\``, usd: 0.0023, unit: 'million ECPU', source: serverless },
  zoneTraffic: { what: 'traffic between zones', usd: 0.01, unit: 'GB', source: zones },
  natGateway: { what: 'NAT gateway', usd: 0.045, unit: 'hour', source: nat },
  natGatewayData: { what: 'NAT gateway, data', usd: 0.045, unit: 'GB', source: nat },
  publicAddress: { what: 'public IPv4 address', usd: 0.005, unit: 'hour', source: nat },
  't4g.nano': { what: 'EC2 instance `t4g.nano`', usd: 0.0042, unit: 'hour', source: instance },
  'gp3 volume': { what: 'EBS volume (gp3)', usd: 0.08, unit: 'GB', source: volume },
  interfaceEndpoint: { what: 'interface endpoint, each zone', usd: 0.01, unit: 'hour', source: endpoint },
  secret: { what: 'Secrets Manager', usd: 0.4, unit: 'secret', source: secret },
  key: { what: 'KMS', usd: 1, unit: 'key', source: kms },
  logs: { what: 'CloudWatch logs, written', usd: 0.5, unit: 'GB', source: logs },
  metric: { what: 'CloudWatch, metrics of the functions', usd: 0.3, unit: 'metric', source: metrics },
  alarmMetric: { what: 'CloudWatch alarms', usd: 0.1, unit: 'watched metric', source: alarms },
  dashboard: { what: 'CloudWatch', usd: 3, unit: 'dashboard', source: alarms },
  traces: { what: 'X-Ray', usd: 5, unit: 'million traces', source: xray },
  events: { what: 'EventBridge', usd: 1, unit: 'million events', source: eventBridge },
  queueRequests: { what: 'SQS', usd: 0.4, unit: 'million requests', source: sqs },
  webAcl: { what: 'WAF', usd: 5, unit: 'web ACL', source: waf },
  wafRule: { what: 'WAF', usd: 1, unit: 'rule', source: waf },
  wafRequests: { what: 'WAF', usd: 0.6, unit: 'million requests', source: waf },
} as const satisfies Record<string, Price>;

/** The name of a price. */
export type PriceName = keyof typeof PRICES;

/** Whether a text is the name of a price. */
export function isPriceName(text: string): text is PriceName {
  return Object.hasOwn(PRICES, text);
}
