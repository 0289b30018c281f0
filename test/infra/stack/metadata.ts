import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordedConfig } from '../../support/recorded-config.ts';
import { synthStack } from '../../support/synth-stack.ts';

test('the metadata of the template has the configuration, for the comparison with the next deployment', () => {
  const { Metadata } = synthStack({ stage: 'prod' }).template.toJSON();
  assert.deepEqual(Metadata, { Configuration: recordedConfig({ stage: 'prod' }) });
});
