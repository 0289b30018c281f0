import assert from 'node:assert/strict';
import { PassThrough, Writable } from 'node:stream';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { askForStage, askForTexts } from '../../../infra/configure/questions.ts';
import { NO_FILE, parseStageFile } from '../../../infra/stage-file/parse.ts';

const ENTER = '\r';
const DOWN = '\x1b[B';
const UP = '\x1b[A';
const CTRL_U = '\x15';
const CTRL_C = '\x03';

/** A terminal in which the next answer is typed as soon as its question appears. */
function terminal(answers: readonly [question: string, keys: readonly string[]][]) {
  const input = new PassThrough();
  const left = [...answers];
  let shown = '';
  const output = new Writable({
    write(chunk, _, done) {
      shown += stripVTControlCharacters(String(chunk));
      const [question, keys] = left[0] ?? [];
      if (question !== undefined && shown.includes(question)) {
        left.shift();
        shown = '';
        setImmediate(() => {
          for (const key of keys ?? []) input.write(key);
        });
      }
      done();
    },
  });
  return { input, output };
}

const ALL = ['genesysRegion:', 'alarmEmail:', 'genesysEventSource:', 'engine:', 'mode:', 'egress:'];

describe('the questions of npm run configure', () => {
  for (const [title, text] of [
    ['defaults', '{}'],
    ['values of the preset', '{"preset": "cheapest"}'],
    [
      'values of the file',
      '{"alarmEmail": "a@example.com", "engine": "valkey", "genesysRegion": "mypurecloud.ie"}',
    ],
  ] as const)
    test(`Enter alone keeps the ${title} and sets nothing`, async () => {
      const streams = terminal(ALL.map((question) => [question, [ENTER]]));
      assert.deepEqual(await askForTexts('prod', parseStageFile('f', text), streams), new Map());
    });

  test('an answer that differs is set, and an empty one unsets a key of the file', async () => {
    const file = parseStageFile('f', '{"alarmEmail": "a@example.com", "engine": "valkey"}');
    const streams = terminal([
      ['genesysRegion:', [ENTER]],
      ['alarmEmail:', [CTRL_U, ENTER]],
      ['genesysEventSource:', [ENTER]],
      ['engine:', [UP, ENTER]],
      ['mode:', [ENTER]],
      ['egress:', [ENTER]],
    ]);
    const texts = await askForTexts('dev', file, streams);
    assert.deepEqual(Object.fromEntries(texts), { alarmEmail: '', engine: 'redis' });
  });

  test('a wrong text is asked again', async () => {
    const streams = terminal([
      ['genesysRegion:', [ENTER]],
      ['alarmEmail:', ['ops', ENTER]],
      ['expected an e-mail address', ['@example.com', ENTER]],
      ['genesysEventSource:', [ENTER]],
      ['engine:', [DOWN, ENTER]],
      ['mode:', [DOWN, ENTER]],
      ['egress:', [ENTER]],
    ]);
    const texts = await askForTexts('dev', NO_FILE, streams);
    assert.deepEqual(
      [texts.get('alarmEmail'), texts.get('engine'), texts.get('mode')],
      ['ops@example.com', 'valkey', 'serverless'],
    );
  });

  test('the stage is a question too, and Ctrl+C ends the command', async () => {
    assert.equal(await askForStage(terminal([['Which stage?', [DOWN, ENTER]]])), 'prod');
    await assert.rejects(askForStage(terminal([['Which stage?', [CTRL_C]]])), /nothing was written/);
  });
});
