import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as v from 'valibot';
import { type CdkProject, copyCdkProject, type Outcome } from '../support/cdk-project.ts';
import { invalidateEvent, readMessages } from '../support/invalidation.ts';
import { LONG_TIMEOUTS } from '../support/long-timeouts.ts';
import { startRedisServer } from '../support/redis-server.ts';
import {
  findInTemplate,
  findSamFunction,
  type SamFunction,
  samEnvironment,
  samInvoke,
  samRequest,
  samResponse,
} from '../support/sam-local.ts';
import { readEvent } from '../support/service.ts';
import { simulatorFor } from '../support/simulator.ts';

const TEMPLATE = 'genesys-data-action-cache-dev.template.json';

/** Secrets in the environment of the machine that synthesises; none may reach a deployed file. */
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

/** A copy of the template in which no resource has this metadata entry. */
function withoutMetadata(template: v.InferOutput<typeof Template>, name: string) {
  const copy = structuredClone(template);
  for (const { Metadata } of Object.values(copy.Resources)) delete Metadata[name];
  return copy;
}

function findPatiently(name: string): SamFunction {
  const sam = findSamFunction(join(output, TEMPLATE), name);
  return { ...sam, properties: { ...sam.properties, Timeout: 600 } };
}

/** Nothing listens on port 1, so connections are refused at once. */
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
  test('builds the functions and writes the dev stack without an AWS account, a region or Docker', () => {
    assert.equal(synthesised.exitCode, 0, synthesised.stderr);
    assert.match(
      synthesised.stdout,
      /^dist\/data-actions\/index\.mjs: .*\ndist\/invalidation\/index\.mjs: /m,
    );
    assert.ok(existsSync(join(output, TEMPLATE)));
  });

  test('the CDK runs the app with the Node.js version of the project, whichever version runs the CDK', async () => {
    const { app } = v.parse(v.object({ app: v.string() }), JSON.parse(readFileSync('cdk.json', 'utf8')));
    const { exitCode, stdout } = await project.shell(app.replace(/infra\/app\.ts$/, '--version'));
    assert.deepEqual([exitCode, stdout], [0, `${process.version}\n`]);
  });

  test('reports every configuration problem, and prints nothing else, before it synthesises anything', async () => {
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
    test(`the ${name} asset contains only code`, async () => {
      const { codePath } = findSamFunction(join(output, TEMPLATE), name);
      const files = await readdir(codePath, { recursive: true });
      assert.ok(files.includes('index.mjs'));
      assert.deepEqual(
        files.filter((file) => !file.endsWith('.mjs')),
        [],
      );
    });

  test('no file contains a secret, and no bundle contains a path of the build machine', async () => {
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
    test(`finds ${name} by name, which needs SamResourceId in the template`, () => {
      assert.equal(findInTemplate(readTemplate(output), output, name).id, name);
      const without = withoutMetadata(readTemplate(output), 'SamResourceId');
      assert.throws(
        () => findInTemplate(without, output, name),
        new RegExp(`Function ${name} not found in template`),
      );
    });

  test('finds both functions in a template without construct paths', () => {
    const without = withoutMetadata(readTemplate(output), 'aws:cdk:path');
    for (const name of ['DataActions', 'Invalidation'])
      assert.equal(findInTemplate(without, output, name).id, name);
  });

  test("lists these two functions for an unknown name, but not the CDK's own function", () => {
    const options = /options in your template: DataActions, Invalidation$/;
    assert.throws(() => findSamFunction(join(output, TEMPLATE), 'Other'), options);
  });

  test("passes the template's log settings to the function and initializes it on demand", () => {
    assert.partialDeepStrictEqual(samEnvironment(sam), {
      AWS_LAMBDA_FUNCTION_NAME: sam.logicalId,
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'DEBUG',
    });
    assert.match(samEnvironment(sam).AWS_LAMBDA_LOG_GROUP_NAME ?? '', /^FunctionLogs[0-9A-F]{8}$/);
  });

  test('the tests run on the Node.js version that the template names', () => {
    assert.equal(`nodejs${process.versions.node.split('.')[0]}.x`, sam.properties.Runtime);
  });

  test('with the unchanged template, which has no Redis and no credentials, /health is healthy and invalid input is 400', async () => {
    const { REDIS_URL, GENESYS_SECRET_ID } = samEnvironment(sam);
    assert.equal(REDIS_URL, '');
    assert.match(GENESYS_SECRET_ID ?? '', /^CredentialsGenesysSecret/);

    const events = [readEvent('health'), { ...readEvent('queues'), body: '{"pageSize":501}' }];
    const [health, bad] = (await samInvoke(sam, events)).map(samResponse);
    assert.ok(health && bad);
    assert.deepEqual([health.statusCode, health.body.redis], [200, 'not_configured']);
    assert.deepEqual([bad.statusCode, bad.body.code], [400, 'invalid_input']);
  });

  test('with REDIS_URL from --env-vars, /health responds with 503 while that Redis is down', async () => {
    const health = await samRequest(sam, readEvent('health'), { REDIS_URL: NO_REDIS });
    assert.deepEqual([health.statusCode, health.body.redis], [503, 'disconnected']);
  });

  test('with Genesys settings from --env-vars, a request gets its data from Genesys while Redis is down', async (t) => {
    const simulator = await simulatorFor(t);
    const envVars = {
      ...LONG_TIMEOUTS,
      GENESYS_API_URL: simulator.url,
      GENESYS_LOGIN_URL: simulator.url,
      GENESYS_SECRET_ID: '',
      GENESYS_CLIENT_ID: simulator.credentials.clientId,
      GENESYS_CLIENT_SECRET: simulator.credentials.clientSecret,
      REDIS_URL: NO_REDIS,
    };
    const queues = await samRequest(sam, readEvent('queues'), envVars);
    assert.deepEqual([queues.statusCode, queues.body.source], [200, 'api']);
    assert.deepEqual(simulator.calls, { logins: 1, api: 1 });
  });

  test('the invalidation function with Redis handles requests and events', async (t) => {
    const redis = await startRedisServer();
    t.after(() => redis.close());
    const invalidation = findPatiently('Invalidation');
    const envVars = {
      ...LONG_TIMEOUTS,
      REDIS_URL: redis.url,
      REDIS_IAM_CACHE: '',
      INVALIDATION_API_KEY_ID: '',
    };
    const events = [invalidateEvent({ action: 'queues' }), readMessages()];
    const [response, batch] = await samInvoke(invalidation, events, envVars);
    const { statusCode, body } = samResponse(response);
    assert.deepEqual([statusCode, body], [200, { status: 'success', invalidated: ['queues'] }]);
    assert.deepEqual(batch, { batchItemFailures: [] });
  });

  test('the invalidation function without Redis names the missing variable', async () => {
    const invalidation = findPatiently('Invalidation');
    assert.equal(samEnvironment(invalidation).REDIS_URL, '');
    const events = [invalidateEvent({ action: 'queues' }), readMessages()];
    const [response, batch] = await samInvoke(invalidation, events);
    const { statusCode, body } = samResponse(response);
    assert.equal(statusCode, 500);
    assert.match(String(body.message), /REDIS_URL is not set, expected redis:\/\/ or rediss:\/\//);
    const { errorType, errorMessage } = v.parse(
      v.object({ errorType: v.string(), errorMessage: v.string() }),
      batch,
    );
    assert.equal(errorType, 'ConfigError');
    assert.match(errorMessage, /REDIS_URL is not set/);
  });

  test('ignores a variable from --env-vars that the template does not define', () => {
    assert.ok(!('PORT' in samEnvironment(sam, { PORT: '3000' })));
  });
});
