import { compose } from './compose.ts';
import { parseConfig } from './config.ts';

/** The function's entry: reads the environment and composes once, when the container starts. */
export const { handler } = compose(parseConfig(process.env));
