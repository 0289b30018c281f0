import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { parseStackConfig } from '../../../infra/config.ts';
import { type CheckResult, examine } from '../../../infra/doctor/examine.ts';
import { useAwsAccount } from '../../support/aws-account.ts';
import { ec2Error, jsonError, logRoleSetting, queryError } from '../../support/aws-replies.ts';
import { NEW_ACCOUNT } from '../../support/new-aws-account.ts';
import { briefly, runDoctor } from './run-doctor.ts';

describe('npm run doctor without usable credentials', () => {
  const aws = useAwsAccount();

  for (const [problem, reply, found, todo] of [
    [
      'expired',
      queryError('ExpiredToken', 'The security token is expired', 403),
      /^expired$/,
      /aws sso login/,
    ],
    [
      'unknown',
      queryError('InvalidClientTokenId', 'invalid', 403),
      /does not know the access key/,
      /list-regions/,
    ],
    [
      'with a wrong secret',
      queryError('SignatureDoesNotMatch', 'no match', 403),
      /secret access key/,
      /clock/,
    ],
    [
      'refused',
      queryError('AccessDenied', 'with an explicit deny'),
      /^sts:GetCallerIdentity is not allowed$/,
      /Allow the IAM action sts:GetCallerIdentity/,
    ],
    ['without a response', 'hang', /^no response to sts:GetCallerIdentity in time$/, /network/],
  ] as const)
    test(`${problem}: checks nothing else`, async () => {
      aws.replies = { ...NEW_ACCOUNT, GetCallerIdentity: reply };
      aws.calls.length = 0;
      const results = await runDoctor({}, reply === 'hang' ? () => AbortSignal.timeout(50) : undefined);
      assert.deepEqual(results.map(briefly), ['region ok', 'credentials problem']);
      assert.match(results[1]?.found ?? '', found);
      assert.match(JSON.stringify(results[1]), todo);
      for (const { operation } of aws.calls) assert.equal(operation, 'GetCallerIdentity');
    });

  test('not found: says what to do, and calls nothing', async () => {
    const { AWS_ACCESS_KEY_ID } = process.env;
    delete process.env.AWS_ACCESS_KEY_ID;
    aws.calls.length = 0;
    const results = await runDoctor();
    Object.assign(process.env, { AWS_ACCESS_KEY_ID });
    assert.deepEqual(results.map(briefly), ['region ok', 'credentials problem']);
    assert.equal(results[1]?.found, 'Could not load credentials from any providers');
    assert.deepEqual(aws.calls, []);
  });
});

describe('the region of npm run doctor', () => {
  const aws = useAwsAccount();
  afterEach(() => {
    delete process.env.AWS_DEFAULT_REGION;
    process.env.AWS_REGION = 'us-east-1';
  });

  for (const [title, variables, expected, found] of [
    ['not set', {}, ['region problem', 'credentials ok'], /^not set, and the CDK would deploy to us-east-1$/],
    ['a zone', { AWS_REGION: 'us-east-1a' }, ['region problem', 'credentials ok'], /^us-east-1a$/],
    ['another than that of Genesys', { AWS_REGION: 'eu-west-1' }, ['region warning'], /^eu-west-1$/],
    [
      'in AWS_DEFAULT_REGION',
      { AWS_DEFAULT_REGION: 'us-east-1' },
      ['region ok'],
      /^us-east-1, where mypurecloud.com runs$/,
    ],
  ] as const)
    test(title, async () => {
      aws.replies = NEW_ACCOUNT;
      delete process.env.AWS_REGION;
      Object.assign(process.env, variables);
      const results = await runDoctor();
      assert.deepEqual(results.slice(0, expected.length).map(briefly), expected);
      assert.equal(results.length, expected.length === 2 ? 2 : 11);
      assert.match(results[0]?.found ?? '', found);
    });
});

describe('npm run doctor, when AWS refuses requests or does not respond', () => {
  const aws = useAwsAccount();
  const query = queryError('AccessDenied', 'User: Alice is not authorized', 403);
  const ec2 = ec2Error('UnauthorizedOperation', 'You are not authorized to perform this operation.');
  const json = jsonError('AccessDeniedException', 'User: Alice is not authorized', 403);

  test('names the IAM action of each check', async () => {
    aws.replies = {
      ...NEW_ACCOUNT,
      DescribeStacks: query,
      GetParameter: json,
      GetAccount: json,
      GetAccountSettings: json,
      DescribeVpcs: ec2,
      DescribeAddresses: ec2,
      DescribeSubnets: ec2,
      DescribeCacheEngineVersions: query,
      DescribeReservedCacheNodesOfferings: query,
    };
    const results = await runDoctor();
    assert.deepEqual(
      results.slice(2).map(({ outcome, found }) => `${outcome}: ${found}`),
      [
        'cloudformation:DescribeStacks',
        'ssm:GetParameter',
        'apigateway:GET',
        'lambda:GetAccountSettings',
        'ec2:DescribeVpcs',
        'ec2:DescribeAddresses',
        'ec2:DescribeSubnets',
        'elasticache:DescribeCacheEngineVersions',
        'elasticache:DescribeReservedCacheNodesOfferings',
      ].map((action) => `unknown: ${action} is not allowed`),
    );
    for (const result of results.slice(2))
      assert.match(JSON.stringify(result), /"todo":"Allow the IAM action /);
  });

  test('names the IAM action of the second call of a check', async () => {
    aws.replies = {
      ...NEW_ACCOUNT,
      GetAccount: logRoleSetting('arn:aws:iam::1:role/x'),
      GetRole: query,
      GetServiceQuota: json,
    };
    const found = (await runDoctor()).flatMap((result) =>
      result.outcome === 'unknown' ? [result.found] : [],
    );
    const quota = 'servicequotas:GetServiceQuota is not allowed';
    assert.deepEqual(found, ['iam:GetRole is not allowed', quota, quota]);
  });

  test('keeps the other results when one call hangs, fails or makes no sense', async () => {
    const deadline = new AbortController();
    aws.replies = {
      ...NEW_ACCOUNT,
      GetParameter: jsonError('ValidationException', 'wrong'),
      GetAccountSettings: '<html>',
      DescribeReservedCacheNodesOfferings: 'hang',
    };
    const results: CheckResult[] = [];
    for await (const result of examine(parseStackConfig({}), () => deadline.signal)) {
      results.push(result);
      if (result.name === 'cache engine') deadline.abort();
    }
    assert.deepEqual(
      results.flatMap((result) =>
        result.outcome === 'ok' ? [] : [`${result.name}: ${result.found.split(': ')[0]}`],
      ),
      [
        'CDK bootstrap: ssm:GetParameter failed',
        'Lambda concurrency: lambda:GetAccountSettings failed',
        'cache node type: no response to elasticache:DescribeReservedCacheNodesOfferings in time',
      ],
    );
  });
});
