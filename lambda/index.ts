import { createApp } from './app.ts';
import { parseConfig, waitsForRedis } from './config/environment.ts';

/** Entry of the data action function: reads the environment and builds the app once, when a container starts. */
const app = createApp(parseConfig(process.env));
if (waitsForRedis(process.env)) await app.started();

/** Lambda invokes this. */
export const { handler } = app;
