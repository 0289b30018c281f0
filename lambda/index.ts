import { compose } from './app.ts';
import { parseConfig } from './config/environment.ts';
import { waitsForRedis } from './config/initialization.ts';

/** The function's entry: reads the environment and composes once, when the container starts. */
const service = compose(parseConfig(process.env));
if (waitsForRedis(process.env)) await service.started();

/** What Lambda invokes. */
export const { handler } = service;
