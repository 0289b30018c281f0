import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findInTemplate, samEnvironment } from './sam-local.ts';

const LOGICAL_ID = 'ApiFunctionDataActions3247F1CA';
const FOUR_PARTS = { 'aws:cdk:path': 'stack/ApiFunction/DataActions/Resource' };

function functionWith(metadata: object, properties: object = {}) {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      MemorySize: 512,
      Timeout: 3,
      ...properties,
    },
    Metadata: { 'aws:asset:path': 'asset.1', 'aws:asset:property': 'Code', ...metadata },
  };
}

function find(name: string, resource: unknown) {
  return findInTemplate({ Resources: { [LOGICAL_ID]: resource } }, '/out', name);
}

const IDS: [title: string, metadata: object, id: string][] = [
  ['SamResourceId, whatever the path', { ...FOUR_PARTS, SamResourceId: 'Own' }, 'Own'],
  ['no SamResourceId but an empty one', { SamResourceId: '', 'aws:cdk:path': 'stack/Fn/Resource' }, 'Fn'],
  ['a path of three parts', { 'aws:cdk:path': 'stack/Fn/Resource' }, 'Fn'],
  ['a path of three parts that does not end with Resource', { 'aws:cdk:path': 'stack/Fn/Cfn' }, 'Cfn'],
  ['a path of two parts', { 'aws:cdk:path': 'stack/Fn' }, 'Fn'],
  ['a path of one part', { 'aws:cdk:path': 'Fn' }, LOGICAL_ID],
  ['a path of four parts', FOUR_PARTS, LOGICAL_ID],
  ['no path', {}, LOGICAL_ID],
];

describe('the name that sam finds a function by', () => {
  for (const [title, metadata, id] of IDS)
    test(`${title}: ${id}, or the logical id`, () => {
      assert.equal(find(id, functionWith(metadata)).id, id);
      assert.equal(find(LOGICAL_ID, functionWith(metadata)).id, id);
    });

  test('is not the id of a construct with a path of four parts', () => {
    assert.throws(() => find('DataActions', functionWith(FOUR_PARTS)), {
      message: `Function DataActions not found in template. Possible options in your template: ${LOGICAL_ID}`,
    });
  });

  test('may be the FunctionName', () => {
    const named = functionWith(FOUR_PARTS, { FunctionName: 'data-actions-dev' });
    assert.equal(find('data-actions-dev', named).id, LOGICAL_ID);
  });

  test('finds no function whose code is in S3', () => {
    const inS3 = { ...functionWith({}), Metadata: { SamResourceId: 'Own' } };
    assert.throws(() => find('Own', inS3), /^Error: Function Own not found in template/);
  });
});

describe("the log variables of sam's environment", () => {
  const logVariables = (LoggingConfig?: object) => {
    const sam = find(LOGICAL_ID, functionWith({}, LoggingConfig && { LoggingConfig }));
    const environment = Object.entries(samEnvironment(sam));
    return Object.fromEntries(environment.filter(([name]) => /_LOG_(GROUP|FORMAT|LEVEL)/.test(name)));
  };

  test("are the template's, with a log group by its logical id", () => {
    const loggingConfig = {
      LogGroup: { Ref: 'Logs12345678' },
      LogFormat: 'JSON',
      ApplicationLogLevel: 'WARN',
    };
    assert.deepEqual(logVariables(loggingConfig), {
      AWS_LAMBDA_LOG_GROUP_NAME: 'Logs12345678',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_LEVEL: 'WARN',
    });
    assert.equal(logVariables({ LogFormat: 'JSON' }).AWS_LAMBDA_LOG_LEVEL, 'INFO');
  });

  test('have a level for JSON only, and a log group without a configuration', () => {
    const group = { AWS_LAMBDA_LOG_GROUP_NAME: `aws/lambda/${LOGICAL_ID}` };
    assert.deepEqual(logVariables(), group);
    assert.deepEqual(logVariables({ LogFormat: 'Text' }), { ...group, AWS_LAMBDA_LOG_FORMAT: 'Text' });
  });
});
