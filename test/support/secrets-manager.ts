import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import * as v from 'valibot';

/** A local Secrets Manager with one secret. */
export interface SecretsManager {
  /** The secret's text; undefined if the secret does not exist. */
  text: string | undefined;
  /** The fault: `hang` accepts requests and never responds; a number or a refusal is sent as the response status. */
  fault: 'hang' | number | Refusal | { readonly html: string } | undefined;
  readonly port: number;
  /** The number of requests. */
  readonly reads: number;
}

/** An AWS error response, for example 400 and `AccessDeniedException`. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
}

/** The credentials with which this process signs its requests. */
const CREDENTIALS = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'planted-aws-secret-key',
};
const SIGNED = new RegExp(
  `^AWS4-HMAC-SHA256 Credential=${CREDENTIALS.AWS_ACCESS_KEY_ID}/\\d{8}/${CREDENTIALS.AWS_REGION}/secretsmanager/aws4_request, ` +
    'SignedHeaders=[\\w;-]*\\bhost\\b[\\w;-]*, Signature=[0-9a-f]{64}$',
);
const GetSecretValue = v.strictObject({ SecretId: v.string() });

/**
 * Starts a server for GetSecretValue in AWS JSON 1.1 and makes the AWS SDK of this process use it until the test ends.
 * It has one secret, with a name and an ARN. Like AWS, it rejects another operation, another secret, and a request that
 * is not signed for this service and region.
 */
export async function startSecretsManager(
  t: TestContext,
  text?: string,
  name = 'genesys',
): Promise<SecretsManager> {
  const state = { text, fault: undefined as SecretsManager['fault'], reads: 0, port: 0 };
  const server = createServer(async (request, response) => {
    state.reads += 1;
    const { fault } = state;
    if (fault !== undefined) {
      request.resume();
      actOut(fault, response);
      return;
    }
    const { status, body } = await respond(request, { name, text: state.text }).catch(refusedBody);
    send(response, status, body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  state.port = typeof address === 'object' && address ? address.port : 0;

  const variables = { ...CREDENTIALS, AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${state.port}` };
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    server.closeAllConnections();
    server.close();
  });
  return state;
}

interface SecretsResponse {
  readonly status: number;
  readonly body: object;
}

async function respond(
  request: IncomingMessage,
  secret: { readonly name: string; readonly text: string | undefined },
): Promise<SecretsResponse> {
  const { headers, method } = request;
  const body = await json(request);
  if (method !== 'POST' || headers['content-type'] !== 'application/x-amz-json-1.1')
    return refusal('UnknownOperationException', 'POST with the content type application/x-amz-json-1.1');
  if (headers['x-amz-target'] !== 'secretsmanager.GetSecretValue')
    return refusal('UnknownOperationException', 'only GetSecretValue is known');
  if (!SIGNED.test(headers.authorization ?? ''))
    return refusal('IncompleteSignatureException', 'not signed for this service and region');
  const { success, output } = v.safeParse(GetSecretValue, body);
  if (!success) return refusal('InvalidRequestException', 'only SecretId is known');
  const arn = `arn:aws:secretsmanager:${CREDENTIALS.AWS_REGION}:123456789012:secret:${secret.name}-AbCdEf`;
  if (secret.text === undefined || ![secret.name, arn].includes(output.SecretId))
    return refusal('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  const version = { VersionId: '4a1c8e1e-0000-4000-8000-000000000001', VersionStages: ['AWSCURRENT'] };
  return {
    status: 200,
    body: {
      ARN: arn,
      Name: secret.name,
      ...version,
      CreatedDate: 1_795_428_930.5,
      SecretString: secret.text,
    },
  };
}

function refusal(type: string, message: string): SecretsResponse {
  return { status: 400, body: { __type: type, Message: message } };
}

/** The response to a body that is not JSON. */
function refusedBody(): SecretsResponse {
  return refusal('SerializationException', 'the body is not JSON');
}

function actOut(fault: NonNullable<SecretsManager['fault']>, response: ServerResponse): void {
  if (fault === 'hang') return;
  if (typeof fault === 'number') send(response, fault, { __type: 'InternalServiceError', Message: 'broken' });
  else if ('type' in fault) send(response, fault.status, { __type: fault.type, Message: 'broken' });
  else response.writeHead(200, { 'content-type': 'text/html' }).end(fault.html);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}
