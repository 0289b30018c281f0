import assert from 'node:assert/strict';
import { parseConfig } from '../../lambda/config/environment.ts';
import type { Environment } from '../../lambda/config/settings-reader.ts';
import { ConfigError } from '../../lambda/config/settings-reader.ts';

/** The required settings. */
export const needed: Environment = {
  GENESYS_REGION: 'mypurecloud.ie',
  GENESYS_CLIENT_ID: 'client-1',
  GENESYS_CLIENT_SECRET: 'hunter2',
};

/** The lines of the error for this environment without the heading; empty for a valid environment. */
export function problemsOf(env: Environment): string[] {
  try {
    parseConfig(env);
  } catch (error) {
    assert(error instanceof ConfigError);
    const [heading, ...lines] = error.message.split('\n');
    assert.equal(heading, 'the configuration is wrong:');
    return lines.map((line) => line.replace(/^ {2}- /, ''));
  }
  return [];
}
