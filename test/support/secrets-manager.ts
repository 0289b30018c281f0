import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestContext } from 'node:test';

/** A Secrets Manager on this machine that knows one secret. */
export interface SecretsManager {
  /** The secret's text; undefined: there is no such secret. */
  text: string | undefined;
  /** What goes wrong: `hang` takes requests and never answers, a number is sent as the status. */
  fault: 'hang' | number | undefined;
  /** Requests so far. */
  readonly reads: number;
}

/**
 * Speaks AWS JSON 1.1 as far as GetSecretValue needs it, and points the AWS SDK of this process at itself until
 * the test ends.
 */
export async function startSecretsManager(t: TestContext, text?: string): Promise<SecretsManager> {
  const state = { text, fault: undefined as SecretsManager['fault'], reads: 0 };
  const server = createServer((request, response) => {
    state.reads += 1;
    request.resume();
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    if (state.fault === 'hang') return;
    if (state.fault !== undefined) send(state.fault, { __type: 'InternalServiceError', message: 'broken' });
    else if (state.text === undefined)
      send(400, { __type: 'ResourceNotFoundException', message: 'no such secret' });
    else send(200, { Name: 'genesys', SecretString: state.text });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;

  const variables = {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
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
