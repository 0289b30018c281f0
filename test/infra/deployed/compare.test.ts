import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { App, Stack } from 'aws-cdk-lib';
import { parseStackConfig, stackNameOf } from '../../../infra/config.ts';
import { compareWithDeployed } from '../../../infra/deployed/compare.ts';
import { type AwsReply, serveAwsQuery } from '../../support/aws-query.ts';
import { recordedConfig } from '../../support/recorded-config.ts';

const ACCOUNT = '123456789012';
const NAME = stackNameOf('dev');

const IDENTITY = {
  result: `<Arn>arn:aws:iam::${ACCOUNT}:user/ops</Arn><UserId>AIDA</UserId><Account>${ACCOUNT}</Account>`,
};
const stackWith = (status: string): AwsReply => ({
  result: `<Stacks><member><StackName>${NAME}</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>${status}</StackStatus></member></Stacks>`,
});
const templateWith = (metadata: object): AwsReply => ({
  result: `<Metadata>${JSON.stringify(metadata)}</Metadata><Version>2010-09-09</Version>`,
});
const NO_STACK = { code: 'ValidationError', message: `Stack with id ${NAME} does not exist` };

/** What is printed, the errors of the stack and the calls, with these replies of AWS. */
async function compare(
  t: TestContext,
  replies: Readonly<Record<string, AwsReply>>,
  deadline = new AbortController().signal,
) {
  const { endpoint, actions } = await serveAwsQuery(t, replies);
  const stack = new Stack(new App({ autoSynth: false }), NAME);
  const config = parseStackConfig({ mode: 'serverless' });
  const target = { account: ACCOUNT, region: 'eu-west-1' };
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const options = { endpoint, credentials, deadline };
  const text = await compareWithDeployed({ stack, config, replace: [], target }, options);
  const errors = stack.node.metadata.filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => data);
  return { text, errors, actions };
}

describe('a deployment', () => {
  test('stops for a change that replaces something, by the metadata of the deployed template', async (t) => {
    const { text, errors, actions } = await compare(t, {
      GetCallerIdentity: IDENTITY,
      DescribeStacks: stackWith('UPDATE_COMPLETE'),
      GetTemplateSummary: templateWith({ Configuration: recordedConfig({}) }),
    });
    assert.match(
      text,
      /:\n {2}mode {2}replication-group -> serverless\n {8}! The cache is replaced\.[^\n]+\n$/,
    );
    assert.deepEqual(errors.length, 1);
    assert.match(String(errors[0]), /-c replace=mode$/);
    assert.deepEqual(actions, ['GetCallerIdentity', 'DescribeStacks', 'GetTemplateSummary']);
  });

  for (const [title, reply] of [
    ['there is no stack', NO_STACK],
    ['the first deployment failed', stackWith('ROLLBACK_COMPLETE')],
    ['the stack has only a change set', stackWith('REVIEW_IN_PROGRESS')],
  ] as const)
    test(`does not stop if ${title}`, async (t) => {
      const { text, errors } = await compare(t, { GetCallerIdentity: IDENTITY, DescribeStacks: reply });
      assert.match(
        text,
        /^genesys-data-action-cache-dev is not deployed yet in eu-west-1 of the account 123456789012\.\n[^\n]+\n {2}mode {2}serverless\n$/,
      );
      assert.deepEqual(errors, []);
    });

  const LIVE = { GetCallerIdentity: IDENTITY, DescribeStacks: stackWith('CREATE_COMPLETE') };
  for (const [title, replies, reason] of [
    [
      'an earlier version deployed the stack',
      { ...LIVE, GetTemplateSummary: { result: '' } },
      /does not record it/,
    ],
    [
      'the metadata is not its own',
      { ...LIVE, GetTemplateSummary: templateWith({ A: 1 }) },
      /does not record it/,
    ],
    [
      'AWS refuses to say',
      LIVE,
      /unknown: cloudformation:GetTemplateSummary is not allowed\. To choose a profile,/,
    ],
    ['AWS refuses all', {}, /unknown: sts:GetCallerIdentity is not allowed\. /],
    [
      'AWS limits the calls',
      { ...LIVE, DescribeStacks: { code: 'Throttling', message: 'Rate exceeded' } },
      /unknown: cloudformation:DescribeStacks failed: Rate exceeded\. /,
    ],
    [
      'AWS rejects the signature, with a message that has the session token',
      { GetCallerIdentity: { code: 'SignatureDoesNotMatch', message: 'No match\nx-amz-security-token:abc' } },
      /unknown: sts:GetCallerIdentity failed: No match\. To choose/,
    ],
    [
      'the credentials are for another account',
      { GetCallerIdentity: { result: '<Account>210987654321</Account>' } },
      /your credentials are for account 210987654321, but the CDK deploys to 123456789012\. .*AWS_PROFILE/,
    ],
  ] as const)
    test(`stops if ${title}`, async (t) => {
      const { text, errors } = await compare(t, replies);
      assert.equal(text, '');
      assert.match(String(errors[0]), reason);
      assert.match(String(errors[0]), /-c compare=false$/);
    });

  test('stops if AWS does not respond in time', async (t) => {
    const deadline = AbortSignal.timeout(100);
    const { errors } = await compare(t, { ...LIVE, GetCallerIdentity: 'hang' }, deadline);
    assert.match(String(errors[0]), /unknown: no response to sts:GetCallerIdentity in time\. /);
  });
});
