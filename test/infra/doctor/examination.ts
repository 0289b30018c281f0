import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { useAwsAccount } from '../../support/aws-account.ts';
import * as replies from '../../support/aws-replies.ts';
import { NEW_ACCOUNT } from '../../support/new-aws-account.ts';
import { briefly, runDoctor } from './run-doctor.ts';

const valkey = {
  DescribeCacheEngineVersions: replies.engineVersions('valkey', 'valkey8', '7.2', '8.2.1'),
};

describe('npm run doctor', () => {
  const aws = useAwsAccount();

  for (const [context, differing] of [
    [{ stage: 'dev' }, {}],
    [{ stage: 'prod' }, {}],
    [{ engine: 'valkey' }, valkey],
    [{ mode: 'serverless', engine: 'valkey', cacheNodeType: 'cache.x9.huge' }, valkey],
  ] as const)
    test(`finds nothing wrong in a new account with the usual quotas for ${JSON.stringify(context)}`, async () => {
      aws.replies = { ...NEW_ACCOUNT, ...differing };
      const results = await runDoctor(context);
      assert.deepEqual(results.map(briefly), [
        'region ok',
        'credentials ok',
        'stack ok',
        'CDK bootstrap ok',
        'log role ok',
        'Lambda concurrency ok',
        'VPCs ok',
        'Elastic IP addresses ok',
        'zones ok',
        'cache engine ok',
        'cache node type ok',
      ]);
      assert.match(results[1]?.found ?? '', /^account 123456789012, arn:aws:iam::123456789012:user\/Alice$/);
    });

  test('reads what the stack needs, in the region', async () => {
    aws.replies = {
      ...NEW_ACCOUNT,
      GetAccount: replies.logRoleSetting('arn:aws:iam::123456789012:role/service-role/logs'),
    };
    aws.calls.length = 0;
    await runDoctor({ secretsManagerEndpoint: 'true' });
    for (const [operation, ...inputs] of [
      ['DescribeStacks', /StackName=genesys-data-action-cache-dev$/],
      ['GetParameter', /"Name":"\/cdk-bootstrap\/hnb659fds\/version"/],
      ['GetRole', /RoleName=logs$/],
      [
        'GetServiceQuota',
        /"ServiceCode":"ec2","QuotaCode":"L-0263D0A3"/,
        /"ServiceCode":"vpc","QuotaCode":"L-F678F1CE"/,
      ],
      ['DescribeVpcs', /Name=owner-id&Filter\.1\.Value\.1=123456789012$/],
      ['DescribeSubnets', /Name=default-for-az&Filter\.1\.Value\.1=true$/],
      ['DescribeAvailabilityZones', /Name=zone-type&Filter\.1\.Value\.1=availability-zone&/],
      [
        'DescribeInstanceTypeOfferings',
        /LocationType=availability-zone&.*Value\.1=t4g\.nano&.*Value\.2=t4g\.micro$/,
      ],
      ['DescribeVpcEndpointServices', /ServiceName\.1=com\.amazonaws\.us-east-1\.secretsmanager$/],
      ['DescribeCacheEngineVersions', /Engine=redis$/],
      ['DescribeReservedCacheNodesOfferings', /CacheNodeType=cache\.t4g\.micro$/],
    ] as const) {
      const calls = aws.calls.filter((call) => call.operation === operation).map(({ input }) => input);
      assert.equal(calls.length, inputs.length, operation);
      for (const [index, input] of calls.sort().entries()) assert.match(input, inputs[index] ?? /^$/);
    }
    for (const { scope } of aws.calls) assert.match(scope, /^\d{8}\/us-east-1\/[\w-]+\/aws4_request$/);
  });
});
