import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedDocuments } from '../../infra/docs/documents.ts';
import { readDocument } from '../support/markdown.ts';
import { synthStack } from '../support/synth-stack.ts';

/** Shares the templates with the tests of the stack. */
function synthesise(context: Readonly<Record<string, string>>) {
  const { template, resources } = synthStack(context);
  return { Outputs: template.toJSON().Outputs, Resources: resources };
}

for (const [path, text] of await generatedDocuments(synthesise))
  test(`${path} is up to date with the code`, () => {
    assert.ok(readDocument(path) === text, `${path} differs from the code: run npm run docs`);
  });
