import { compose } from './compose.ts';
import { parseConfig } from './config.ts';

/** The function's entry: reads the environment and composes once, when the container starts. */
const service = compose(parseConfig(process.env));
// Nobody waits for a container that is provisioned, and it may be frozen once it has started, in the middle of a
// handshake. One that is started on demand connects while its request is on the way: docs/cold-start.md.
if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'provisioned-concurrency') await service.started();

/** What Lambda invokes. */
export const { handler } = service;
