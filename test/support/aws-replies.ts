/** A reply of AWS; a text is the body of a reply with the status 200. */
export type AwsReply = string | { readonly status: number; readonly body: string } | 'hang';

const xml = (operation: string, namespace: string, result: string) =>
  `<${operation}Response xmlns="${namespace}"><${operation}Result>${result}</${operation}Result><ResponseMetadata><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ResponseMetadata></${operation}Response>`;
const ec2 = (operation: string, set: string, items: readonly string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>59dbff89-35bd-4eac-99ed-be587EXAMPLE</requestId><${set}>${items.map((item) => `<item>${item}</item>`).join('')}</${set}></${operation}Response>`;

const tagged = (tags: Readonly<Record<string, string>>) =>
  `<tagSet>${Object.entries(tags)
    .map(([key, value]) => `<item><key>${key}</key><value>${value}</value></item>`)
    .join('')}</tagSet>`;
/** The tags of resources of the stage dev, and no tags. */
export const OWN = { service: 'genesys-data-action-cache', stage: 'dev' };
type Tags = Readonly<Record<string, string>>;

const ELASTICACHE = 'http://elasticache.amazonaws.com/doc/2015-02-02/';

export const identity = xml(
  'GetCallerIdentity',
  'https://sts.amazonaws.com/doc/2011-06-15/',
  '<Arn>arn:aws:iam::123456789012:user/Alice</Arn><UserId>AIDACKCEVSQ6C2EXAMPLE</UserId><Account>123456789012</Account>',
);

export const bootstrapVersion = (value: string) =>
  `{"Parameter":{"ARN":"arn:aws:ssm:us-east-1:123456789012:parameter/cdk-bootstrap/hnb659fds/version","DataType":"text","LastModifiedDate":1.7E9,"Name":"/cdk-bootstrap/hnb659fds/version","Type":"String","Value":"${value}","Version":1}}`;

export const lambdaLimit = (limit: number, unreserved = limit) =>
  `{"AccountLimit":{"TotalCodeSize":80530636800,"CodeSizeUnzipped":262144000,"CodeSizeZipped":52428800,"ConcurrentExecutions":${limit},"UnreservedConcurrentExecutions":${unreserved}},"AccountUsage":{"TotalCodeSize":9426,"FunctionCount":2}}`;

export const quota = (value: number) =>
  `{"Quota":{"Adjustable":true,"ErrorReason":null,"GlobalQuota":false,"QuotaName":"a quota","ServiceName":"a service","Unit":"None","Value":${value}.0}}`;

export const vpcs = (...each: Tags[]) =>
  ec2(
    'DescribeVpcs',
    'vpcSet',
    each.map(
      (tags, index) =>
        `<vpcId>vpc-${index}</vpcId><ownerId>123456789012</ownerId><state>available</state><cidrBlock>10.${index}.0.0/16</cidrBlock>${tagged(tags)}<isDefault>false</isDefault>`,
    ),
  );

export const addresses = (...each: Tags[]) =>
  ec2(
    'DescribeAddresses',
    'addressesSet',
    each.map(
      (tags, index) =>
        `<publicIp>203.0.113.${index}</publicIp><allocationId>eipalloc-${index}</allocationId><domain>vpc</domain>${tagged(tags)}`,
    ),
  );

export const zones = (...names: string[]) =>
  ec2(
    'DescribeAvailabilityZones',
    'availabilityZoneInfo',
    names.map(
      (name) =>
        `<optInStatus>opt-in-not-required</optInStatus><zoneName>${name}</zoneName><zoneType>availability-zone</zoneType><zoneState>available</zoneState><regionName>us-east-1</regionName><messageSet/>`,
    ),
  );

export const defaultSubnets = (...zoneNames: string[]) =>
  ec2(
    'DescribeSubnets',
    'subnetSet',
    zoneNames.map(
      (zone) =>
        `<subnetId>subnet-${zone}</subnetId><availabilityZone>${zone}</availabilityZone><defaultForAz>true</defaultForAz>`,
    ),
  );

export const machineTypes = (types: Readonly<Record<string, readonly string[]>>) =>
  ec2(
    'DescribeInstanceTypeOfferings',
    'instanceTypeOfferingSet',
    Object.entries(types).flatMap(([type, names]) =>
      names.map(
        (name) =>
          `<instanceType>${type}</instanceType><locationType>availability-zone</locationType><location>${name}</location>`,
      ),
    ),
  );

export const endpointServices = (...zoneNames: string[]) =>
  ec2('DescribeVpcEndpointServices', 'serviceDetailSet', [
    `<serviceName>com.amazonaws.us-east-1.secretsmanager</serviceName><availabilityZoneSet>${zoneNames.map((name) => `<item>${name}</item>`).join('')}</availabilityZoneSet>`,
  ]);

export const engineVersions = (engine: string, family: string, ...versions: string[]) =>
  xml(
    'DescribeCacheEngineVersions',
    ELASTICACHE,
    `<CacheEngineVersions>${versions.map((version) => `<CacheEngineVersion><CacheParameterGroupFamily>${family}</CacheParameterGroupFamily><Engine>${engine}</Engine><CacheEngineVersionDescription>${engine} version ${version}</CacheEngineVersionDescription><EngineVersion>${version}</EngineVersion></CacheEngineVersion>`).join('')}</CacheEngineVersions>`,
  );

export const nodeOfferings = (...types: string[]) =>
  xml(
    'DescribeReservedCacheNodesOfferings',
    ELASTICACHE,
    `<ReservedCacheNodesOfferings>${types.map((type) => `<ReservedCacheNodesOffering><Duration>31536000</Duration><CacheNodeType>${type}</CacheNodeType><ProductDescription>redis</ProductDescription><OfferingType>No Upfront</OfferingType></ReservedCacheNodesOffering>`).join('')}</ReservedCacheNodesOfferings>`,
  );

export const logRoleSetting = (arn?: string) =>
  `{${arn ? `"cloudwatchRoleArn":"${arn}",` : ''}"throttleSettings":{"rateLimit":10000.0,"burstLimit":5000},"features":["UsagePlans"],"apiKeyVersion":"4"}`;

export const role = (tags: Tags) =>
  xml(
    'GetRole',
    'https://iam.amazonaws.com/doc/2010-05-08/',
    `<Role><Path>/</Path><Arn>arn:aws:iam::123456789012:role/logs</Arn><RoleName>logs</RoleName><AssumeRolePolicyDocument>%7B%7D</AssumeRolePolicyDocument><CreateDate>2026-10-01T23:32:59Z</CreateDate><RoleId>AIDADBQP57FF2AEXAMPLE</RoleId><Tags>${Object.entries(
      tags,
    )
      .map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`)
      .join('')}</Tags></Role>`,
  );

export const stack = (status: string, isProtected = false) =>
  xml(
    'DescribeStacks',
    'http://cloudformation.amazonaws.com/doc/2010-05-15/',
    `<Stacks><member><StackName>genesys-data-action-cache-dev</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus><EnableTerminationProtection>${isProtected}</EnableTerminationProtection></member></Stacks>`,
  );

/** An error of the query protocol (STS, IAM, ElastiCache, CloudFormation). */
export const queryError = (code: string, message: string, status = 400): AwsReply => ({
  status,
  body: `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>c6104cbe-af31-11e0-8154-cbc7ccf896c7</RequestId></ErrorResponse>`,
});

/** An error of EC2. */
export const ec2Error = (code: string, message: string, status = 403): AwsReply => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>d0a2f3b0-EXAMPLE</RequestID></Response>`,
});

/** An error of the JSON protocols (SSM, Service Quotas, Lambda, API Gateway). */
export const jsonError = (type: string, message: string, status = 400): AwsReply => ({
  status,
  body: JSON.stringify({ __type: type, message }),
});
