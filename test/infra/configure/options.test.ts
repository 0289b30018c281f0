import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readRequest } from '../../../infra/configure/options.ts';

describe('the command line of npm run configure', () => {
  for (const [args, canAsk, expected] of [
    [['--help'], false, { kind: 'help' }],
    [[], true, { kind: 'ask', stage: undefined }],
    [['--stage', 'prod'], true, { kind: 'ask', stage: 'prod' }],
    [
      ['--stage', 'prod', '--set', 'waf=true', '--set', 'alarmEmail=', '--set', 'runbookUrl=https://x/?a=b'],
      false,
      {
        kind: 'set',
        stage: 'prod',
        texts: new Map([
          ['waf', 'true'],
          ['alarmEmail', ''],
          ['runbookUrl', 'https://x/?a=b'],
        ]),
      },
    ],
  ] as const)
    test(args.join(' ') || 'nothing', () => {
      assert.deepEqual(readRequest(args, canAsk), expected);
    });

  for (const [args, message] of [
    [[], 'there is no terminal to ask questions: use --stage and --set KEY=VALUE; --help shows the usage'],
    [['--stage', 'test'], '--stage is "test", expected one of dev, prod'],
    [['--set', 'waf=true'], '--set needs --stage, expected one of dev, prod'],
    [['--stage', 'dev', '--set', 'waf'], '--set is "waf", expected KEY=VALUE'],
    [['--stage', 'dev', '--set', 'waf=true', '--set', 'waf=false'], '--set has waf twice'],
    [['--colour'], "Unknown option '--colour'; --help shows the options"],
  ] as const)
    test(`${args.join(' ') || 'nothing, without a terminal,'} is an error`, () => {
      assert.throws(() => readRequest(args, false), { name: 'UsageError', message });
    });
});
