import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generatedDocuments } from '../../infra/docs/documents.ts';
import { readDocument } from '../support/markdown.ts';

for (const [path, text] of await generatedDocuments())
  test(`${path} is up to date with the code`, () => {
    assert.ok(readDocument(path) === text, `${path} differs from the code: run npm run docs`);
  });
