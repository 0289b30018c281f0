import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContext } from '../../support/lambda-context.ts';
import { readEvent } from '../../support/service.ts';
import type { Contender } from '../contender.ts';
import { type Handler, productEnvironment } from '../product.ts';

/** The product: the handler of its bundle, called with an API Gateway event, log line and metrics included. */
export const contender: Contender = {
  settings:
    'the bundle as deployed, from the API Gateway event to the response; log line and metrics to /dev/null',
  open: async (options) => {
    Object.assign(process.env, productEnvironment(options));
    const entry = pathToFileURL(join(options.bundleFolder ?? '', 'index.mjs'));
    const { handler }: { handler: Handler } = await import(entry.href);
    const event = readEvent('queues');
    return {
      get: async ({ parameters, noteMiss }) => {
        // Each request needs its own event, because the handler changes it.
        const response = await handler({ ...event, body: JSON.stringify(parameters) }, lambdaContext());
        if (response.statusCode !== 200) throw new Error(response.body);
        if (!String(response.headers?.['Cache-Status']).includes('; hit')) noteMiss();
        return response;
      },
    };
  },
};
