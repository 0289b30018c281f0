import { compose } from './app.ts';
import { parseConfig, waitsForRedis } from './config/environment.ts';

/** The function's entry: reads the environment and composes once, when the container starts. */
const service = compose(parseConfig(process.env));
if (waitsForRedis(process.env)) await service.started();

/** What Lambda invokes. */
export const { handler } = service;
