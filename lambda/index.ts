import { compose } from './compose.ts';
import { parseConfig } from './config.ts';

/** The function's entry: reads the environment and composes once, when the container starts. */
const service = compose(parseConfig(process.env));
// Lambda gives a start more CPU than a request, and may freeze the container in between.
await service.started;

/** What Lambda invokes. */
export const { handler } = service;
