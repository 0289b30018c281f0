import assert from 'node:assert/strict';
import { functionEnvironment } from './function-environment.ts';
import { resourcesOf, type Synthesised } from './synth-stack.ts';

export const FUNCTION = 'AWS::Lambda::Function';

/** The properties of the data action function. */
export function functionOf(synthesised: Synthesised): Record<string, unknown> {
  const found = resourcesOf(synthesised, FUNCTION).filter(
    ({ Properties }) => Properties.Description === 'Serves Genesys Cloud data actions from a cache',
  );
  assert.equal(found.length, 1);
  return found[0]?.Properties ?? {};
}

/** Its environment, as Lambda sets it. */
export function environmentOf(synthesised: Synthesised): Record<string, string> {
  const { Variables } = functionOf(synthesised).Environment as { Variables: Record<string, unknown> };
  return functionEnvironment(Variables);
}
