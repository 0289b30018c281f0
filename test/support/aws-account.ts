import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before } from 'node:test';
import type { AwsReply } from './aws-replies.ts';

/** A request to AWS. */
interface AwsCall {
  readonly operation: string;
  /** The body: JSON, or a decoded form. */
  readonly input: string;
  /** What the signature is for: date, region and service. */
  readonly scope: string;
}

/** A local stand-in for all services of AWS. */
interface AwsAccount {
  /** The replies, by operation. An operation without a reply fails. */
  replies: Readonly<Record<string, AwsReply>>;
  readonly calls: AwsCall[];
}

/** The environment of a machine that has neither profiles nor the role of an instance. */
export const NO_CREDENTIALS = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
};

/** Makes the AWS SDK use a local stand-in, with credentials and the region us-east-1, in the tests of this suite. */
export function useAwsAccount(): AwsAccount {
  const account: AwsAccount = { replies: {}, calls: [] };
  const server = createServer(async (request, response) => {
    const call = await callOf(request);
    account.calls.push(call);
    const reply = account.replies[call.operation] ?? { status: 400, body: `no reply to ${call.operation}` };
    if (reply === 'hang') return;
    const { status, body } = typeof reply === 'string' ? { status: 200, body: reply } : reply;
    const { type } = /"__type":"(?<type>\w+)"/.exec(body)?.groups ?? {};
    response.writeHead(status, type === undefined ? {} : { 'x-amzn-errortype': type }).end(body);
  });
  let environment: typeof process.env;
  before(async () => {
    await once(server.listen(0, '127.0.0.1'), 'listening');
    environment = { ...process.env };
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, NO_CREDENTIALS, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'planted-secret',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    });
  });
  after(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, environment);
    server.closeAllConnections();
    server.close();
  });
  return account;
}

/** Operations by path, for the services whose requests do not name them. */
const PATHS: Readonly<Record<string, string>> = {
  'GET /2016-08-19/account-settings': 'GetAccountSettings',
  'GET /account': 'GetAccount',
};

async function callOf(request: IncomingMessage): Promise<AwsCall> {
  const { method, url, headers } = request;
  const body = await text(request);
  const [, target] = headers['x-amz-target']?.toString().split('.') ?? [];
  const path = `${method} ${url}`;
  const [, scope = ''] = /Credential=\w+\/(\S+),/.exec(headers.authorization ?? '') ?? [];
  return {
    operation: target ?? new URLSearchParams(body).get('Action') ?? PATHS[path] ?? path,
    input: decodeURIComponent(body),
    scope,
  };
}
