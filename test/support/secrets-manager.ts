import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestContext } from 'node:test';

/** A Secrets Manager on this machine that knows one secret. */
export interface SecretsManager {
  /** The secret's text; undefined: there is no such secret. */
  text: string | undefined;
  /** What goes wrong: `hang` takes requests and never answers, a number or a refusal's is sent as the status. */
  fault: 'hang' | number | Refusal | { readonly html: string } | undefined;
  readonly port: number;
  /** Requests so far. */
  readonly reads: number;
}

/** An error answer of AWS, for example 400 and `AccessDeniedException`. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
}

/**
 * Speaks AWS JSON 1.1 as far as GetSecretValue needs it, and points the AWS SDK of this process at itself until
 * the test ends.
 */
export async function startSecretsManager(t: TestContext, text?: string): Promise<SecretsManager> {
  const state = { text, fault: undefined as SecretsManager['fault'], reads: 0, port: 0 };
  const server = createServer((request, response) => {
    state.reads += 1;
    request.resume();
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const { fault } = state;
    if (fault === 'hang') return;
    if (typeof fault === 'number') send(fault, { __type: 'InternalServiceError', message: 'broken' });
    else if (fault && 'type' in fault) send(fault.status, { __type: fault.type, message: 'broken' });
    else if (fault) response.writeHead(200, { 'content-type': 'text/html' }).end(fault.html);
    else if (state.text === undefined)
      send(400, { __type: 'ResourceNotFoundException', message: 'no such secret' });
    else send(200, { Name: 'genesys', SecretString: state.text });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  state.port = typeof address === 'object' && address ? address.port : 0;

  const variables = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${state.port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'planted-aws-secret-key',
  };
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
