import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { codeBlocksOf, readDocument } from '../support/markdown.ts';
import { type Outcome, runProgram } from '../support/script.ts';

/** Writes its name and arguments to the log. */
const LOG = `printf '%s\\n' "\${0##*/} $*" >> "$LOG"`;

/** Stand-ins for the programs. That of the AWS CLI logs the region of each command, and prints an output as its own name. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  git: [LOG, 'mkdir "$3"'],
  npm: [LOG],
  npx: [LOG],
  curl: [LOG],
  aws: [
    `region=\${AWS_REGION-none}`,
    'for word; do [ "$last" = --region ] && region=$word; last=$word; done',
    `printf '%s\\n' "[$region] aws $*" >> "$LOG"`,
    `case "$*" in *OutputKey==*) echo "$*" | sed "s/.*OutputKey=='\\([A-Za-z]*\\)'.*/the-\\1/" ;; *get-api-key*) echo the-key ;; esac`,
  ],
};

/** The commands as a reader types them: the parts in angle brackets are replaced. */
const SCRIPT = codeBlocksOf(readDocument('docs/deploy.md'), 'sh')
  .join('')
  .replace(/<([^>\n]+)>/g, (_, part: string) => part.replaceAll(' ', '-'));

describe('the commands of docs/deploy.md, in one shell', () => {
  let folder: string;
  let outcome: Outcome;
  let commands: string[];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    for (const [name, lines] of Object.entries(PROGRAMS)) {
      writeFileSync(join(folder, name), ['#!/bin/sh', ...lines, ''].join('\n'));
      chmodSync(join(folder, name), 0o755);
    }
    const LOG = join(folder, 'log');
    const env = { PATH: `${folder}:/usr/bin:/bin`, LOG };
    outcome = await runProgram('/bin/sh', ['-eu', '-c', SCRIPT], { cwd: folder, env });
    commands = readFileSync(LOG, 'utf8').trimEnd().split('\n');
  });
  after(() => rmSync(folder, { recursive: true }));

  test('run in the order of the page', () => {
    assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
    const json = `-H Content-Type: application/json -d {"pageSize":2}`;
    assert.deepEqual(
      commands.map((command) =>
        command.replace(/^\[.*?\] /, '').replace(/ --(region|query|secret-string) .*/, ''),
      ),
      [
        'git clone address-of-this-repository genesys-data-action-cache',
        'npm ci',
        'aws sts get-caller-identity',
        'npm run configure',
        'npm run doctor -- --stage dev',
        'npx cdk bootstrap aws://123456789012/us-east-1',
        'npm run deploy -- -c stage=dev',
        'aws cloudformation update-termination-protection --stack-name genesys-data-action-cache-prod --no-enable-termination-protection',
        'aws secretsmanager put-secret-value',
        'aws cloudformation describe-stacks --stack-name genesys-data-action-cache-dev',
        'aws cloudformation describe-stacks --stack-name genesys-data-action-cache-dev',
        'aws apigateway get-api-key --api-key the-ApiKeyId --include-value',
        `curl -i the-EndpointUrldataaction/queues -H x-api-key: the-key ${json}`,
        'npm run smoke -- --stage dev',
      ],
    );
  });

  test('all have the same region', () => {
    const regions = commands.flatMap(
      (command) => /^\[(.*?)\] aws|aws:\/\/\d+\/(.*)/.exec(command)?.slice(1) ?? [],
    );
    assert.deepEqual(
      [...new Set(regions)].filter((region) => region !== undefined),
      ['us-east-1'],
    );
    assert.equal(commands.filter((command) => command.startsWith('[')).length, 6);
  });
});
