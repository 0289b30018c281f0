import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';

/** A recorded reply to an action: the XML inside the result, an error, or nothing. */
export type AwsReply =
  | { readonly result: string }
  | { readonly code: string; readonly message: string }
  | 'hang';

/** Replies to the actions of AWS services with the Query protocol, such as STS and CloudFormation. */
export async function serveAwsQuery(
  t: TestContext,
  replies: Readonly<Record<string, AwsReply>>,
): Promise<{ endpoint: string; actions: string[] }> {
  const actions: string[] = [];
  const server = createServer(async (request, response) => {
    const action = new URLSearchParams(await text(request)).get('Action') ?? '';
    actions.push(action);
    const reply = replies[action] ?? { code: 'AccessDenied', message: `not authorized to perform ${action}` };
    if (reply === 'hang') return;
    response.setHeader('content-type', 'text/xml');
    if ('result' in reply)
      response.end(
        `<${action}Response><${action}Result>${reply.result}</${action}Result></${action}Response>`,
      );
    else
      response
        .writeHead(400)
        .end(
          `<ErrorResponse><Error><Type>Sender</Type><Code>${reply.code}</Code><Message>${reply.message}</Message></Error><RequestId>1</RequestId></ErrorResponse>`,
        );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, actions };
}
