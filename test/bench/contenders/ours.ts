import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContext, readEvent } from '../../support/service.ts';
import type { Contender } from '../contender.ts';
import { type Handler, ownEnvironment } from '../own.ts';

/** The product: its bundle's handler, given a real API Gateway event, with everything that it logs and counts. */
export const contender: Contender = {
  settings: 'the bundle as deployed: Middy, input check, log line and metrics on standard output (/dev/null)',
  open: async (options) => {
    Object.assign(process.env, ownEnvironment(options));
    const { handler }: { handler: Handler } = await import(
      pathToFileURL(join(options.bundleFolder, 'index.mjs')).href
    );
    const event = readEvent('queues');
    return {
      ask: async ({ parameters, noteMiss }) => {
        // The handler writes into the event, which is Lambda's to give: each request has one of its own.
        const answer = await handler({ ...event, body: JSON.stringify(parameters) }, lambdaContext());
        const status = String(answer.headers?.['Cache-Status']);
        if (answer.statusCode !== 200) throw new Error(answer.body);
        if (!status.includes('; hit')) noteMiss();
        return answer;
      },
    };
  },
};
