import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as v from 'valibot';
import { type CdkProject, copyCdkProject, type Outcome } from '../support/cdk-project.ts';
import { invalidateEvent, readMessages } from '../support/invalidation.ts';
import { startRedisServer } from '../support/redis-server.ts';
import {
  findInTemplate,
  findSamFunction,
  type SamFunction,
  samAsk,
  samEnvironment,
  samInvoke,
} from '../support/sam-local.ts';
import { readEvent } from '../support/service.ts';
import { simulatorFor } from '../support/simulator.ts';

const TEMPLATE = 'genesys-data-action-cache-dev.template.json';

/** What the machine that synthesises may know and nothing that is deployed may. */
const SECRETS = {
  GENESYS_CLIENT_SECRET: 'planted-client-secret',
  REDIS_URL: 'redis://:planted-redis-password@redis.example.com',
};

const Template = v.looseObject({
  Resources: v.record(
    v.string(),
    v.looseObject({ Metadata: v.optional(v.record(v.string(), v.unknown()), {}) }),
  ),
});

function readTemplate(folder: string): v.InferOutput<typeof Template> {
  return v.parse(Template, JSON.parse(readFileSync(join(folder, TEMPLATE), 'utf8')));
}

/** A copy without one entry of every resource's metadata. */
function withoutMetadata(template: v.InferOutput<typeof Template>, entry: string) {
  const copy = structuredClone(template);
  for (const { Metadata } of Object.values(copy.Resources)) delete Metadata[entry];
  return copy;
}

/** As long as a call may take at all: none of these tests is about time, and the machine may be busy. */
const PATIENT = {
  REDIS_TIMEOUT_MS: '5000',
  GENESYS_TIMEOUT_MS: '60000',
  REQUEST_TIMEOUT_MS: '60000',
};

function findPatiently(name: string): SamFunction {
  const sam = findSamFunction(join(output, TEMPLATE), name);
  return { ...sam, properties: { ...sam.properties, Timeout: 600 } };
}

/** Nothing listens there: refused at once. */
const NO_REDIS = 'rediss://genesys-data-action-cache-dev@127.0.0.1:1';

let project: CdkProject;
let synthesised: Outcome;
let output: string;
before(async () => {
  project = await copyCdkProject(SECRETS);
  output = join(project.folder, 'cdk.out');
  synthesised = await project.npmRunSynth();
});
after(() => project.remove());

describe('npm run synth', () => {
  test('builds the functions and writes the dev stack, without account, region or Docker', () => {
    assert.equal(synthesised.exitCode, 0, synthesised.stderr);
    assert.match(
      synthesised.stdout,
      /^dist\/data-actions\/index\.mjs: .*\ndist\/invalidation\/index\.mjs: /m,
    );
    assert.ok(existsSync(join(output, TEMPLATE)));
  });

  test('writes the same as the CDK does by itself, whichever Node runs that', async () => {
    const { exitCode, stderr } = await project.cdk('synth', '--quiet', '--output', 'by-cdk');
    assert.equal(exitCode, 0, stderr);
    const template = (folder: string) => readFile(join(project.folder, folder, TEMPLATE), 'utf8');
    assert.equal(await template('by-cdk'), await template('cdk.out'));
  });

  test('says all that is wrong with a configuration, and only that, before anything is synthesised', async () => {
    const wrong = join(project.folder, 'wrong');
    const context = { stage: 'staging', cacheTtlSeconds: 'abc', colour: 'red' };
    const { exitCode, stderr } = await project.app(context, wrong);
    assert.equal(exitCode, 1);
    const [title, ...problems] = stderr.split('\n');
    assert.equal(title, 'the configuration is wrong:');
    assert.deepEqual(
      problems.filter(Boolean).map((problem) => problem.split(',')[0]),
      [
        '  - colour is not a key of the configuration',
        '  - stage is "staging"',
        '  - cacheTtlSeconds is "abc"',
      ],
    );
    assert.deepEqual(await readdir(wrong), []);
  });
});

describe('the assets', () => {
  for (const name of ['DataActions', 'Invalidation'])
    test(`that of ${name} is the code and nothing else`, async () => {
      const { codePath } = findSamFunction(join(output, TEMPLATE), name);
      const files = await readdir(codePath, { recursive: true });
      assert.ok(files.includes('index.mjs'));
      assert.deepEqual(
        files.filter((file) => !file.endsWith('.mjs')),
        [],
      );
    });

  test('know no secret and no folder of the machine it was built on, nor does the template know a secret', async () => {
    const entries = await readdir(output, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const found: string[] = [];
    for (const file of files) {
      const content = await readFile(file, 'utf8');
      if (/planted-/.test(content)) found.push(`a secret in ${file}`);
      if (file.endsWith('.mjs') && content.includes(project.folder)) found.push(`a path in ${file}`);
    }
    assert.deepEqual(found, []);
  });
});

describe('sam local invoke', () => {
  let sam: SamFunction;
  before(() => {
    sam = findPatiently('DataActions');
  });

  for (const name of ['DataActions', 'Invalidation'])
    test(`finds ${name} by its name, and only because the template says SamResourceId`, () => {
      assert.equal(findInTemplate(readTemplate(output), output, name).id, name);
      const without = withoutMetadata(readTemplate(output), 'SamResourceId');
      assert.throws(
        () => findInTemplate(without, output, name),
        new RegExp(`Function ${name} not found in template`),
      );
    });

  test('finds them also where the template has no construct paths', () => {
    const without = withoutMetadata(readTemplate(output), 'aws:cdk:path');
    for (const name of ['DataActions', 'Invalidation'])
      assert.equal(findInTemplate(without, output, name).id, name);
  });

  test("offers these two, and not the CDK's own function", () => {
    const options = /options in your template: DataActions, Invalidation$/;
    assert.throws(() => findSamFunction(join(output, TEMPLATE), 'Other'), options);
  });

  test("gives the function the template's log settings, and starts it on demand", () => {
    assert.partialDeepStrictEqual(samEnvironment(sam), {
      AWS_LAMBDA_FUNCTION_NAME: sam.logicalId,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'INFO',
    });
    assert.match(samEnvironment(sam).AWS_LAMBDA_LOG_GROUP_NAME ?? '', /^FunctionLogs[0-9A-F]{8}$/);
  });

  test('runs on the Node.js that the template asks for', () => {
    assert.equal(`nodejs${process.versions.node.split('.')[0]}.x`, sam.properties.Runtime);
  });

  test('as the template is, has no Redis and no secret: it is healthy and knows a bad request', async () => {
    const { REDIS_URL, GENESYS_SECRET_ID } = samEnvironment(sam);
    assert.equal(REDIS_URL, '');
    assert.match(GENESYS_SECRET_ID ?? '', /^CredentialsGenesysSecret/);

    const health = await samAsk(sam, readEvent('health'));
    assert.deepEqual([health.statusCode, health.body.redis], [200, 'not_configured']);
    const bad = await samAsk(sam, { ...readEvent('queues'), body: '{"pageSize":501}' });
    assert.deepEqual([bad.statusCode, bad.body.code], [400, 'invalid_input']);
  });

  test('is told by --env-vars of a Redis, and answers 503 to /health when that is not there', async () => {
    const health = await samAsk(sam, readEvent('health'), { REDIS_URL: NO_REDIS });
    assert.deepEqual([health.statusCode, health.body.redis], [503, 'disconnected']);
  });

  test('is told by --env-vars of a Genesys, and answers from it although Redis is not there', async (t) => {
    const simulator = await simulatorFor(t);
    const envVars = {
      ...PATIENT,
      GENESYS_API_URL: simulator.url,
      GENESYS_LOGIN_URL: simulator.url,
      GENESYS_SECRET_ID: '',
      GENESYS_CLIENT_ID: simulator.credentials.clientId,
      GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
      REDIS_URL: NO_REDIS,
    };
    const queues = await samAsk(sam, readEvent('queues'), envVars);
    assert.deepEqual([queues.statusCode, queues.body.source], [200, 'api']);
    assert.deepEqual(simulator.calls, { logins: 1, api: 1 });
  });

  test('of the function that invalidates, with a Redis: it takes requests and events', async (t) => {
    const redis = await startRedisServer();
    t.after(() => redis.close());
    const invalidation = findPatiently('Invalidation');
    const envVars = { ...PATIENT, REDIS_URL: redis.url, REDIS_IAM_CACHE: '', INVALIDATION_API_KEY_ID: '' };
    const { statusCode, body } = await samAsk(invalidation, invalidateEvent({ action: 'queues' }), envVars);
    assert.deepEqual([statusCode, body], [200, { status: 'success', invalidated: ['queues'] }]);
    assert.deepEqual(await samInvoke(invalidation, readMessages(), envVars), { batchItemFailures: [] });
  });

  test('of the function that invalidates, without a Redis, names the variable that is missing', async () => {
    const invalidation = findPatiently('Invalidation');
    assert.equal(samEnvironment(invalidation).REDIS_URL, '');
    const { statusCode, body } = await samAsk(invalidation, invalidateEvent({ action: 'queues' }));
    assert.equal(statusCode, 500);
    assert.match(String(body.message), /REDIS_URL is not set, expected redis:\/\/ or rediss:\/\//);
    const { errorType, errorMessage } = v.parse(
      v.object({ errorType: v.string(), errorMessage: v.string() }),
      await samInvoke(invalidation, readMessages()),
    );
    assert.equal(errorType, 'ConfigError');
    assert.match(errorMessage, /REDIS_URL is not set/);
  });

  test('hears nothing of a variable that the template does not have', () => {
    assert.ok(!('PORT' in samEnvironment(sam, { PORT: '3000' })));
  });
});
