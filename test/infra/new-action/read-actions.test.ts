import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, test } from 'node:test';
import { UsageError } from '../../../infra/command.ts';
import { constantOf } from '../../../infra/new-action/name.ts';
import { actionName } from '../../../infra/new-action/plan.ts';
import { listing, planActions } from '../../../infra/new-action/read-actions.ts';
import { notesOn, refusalOf } from '../../../infra/new-action/refusal.ts';
import { readSdk } from '../../../infra/new-action/sdk.ts';

const ROOT = path.join(import.meta.dirname, '../../..');

describe('the installed SDK', () => {
  const sdk = readSdk(ROOT);
  const plan = (...operations: string[]) =>
    planActions(ROOT, sdk, {
      kind: 'read',
      operations,
      name: undefined,
      group: undefined,
      permission: undefined,
      ttlSeconds: undefined,
    });

  test('has more than 1,500 GET operations, of which nine in ten become data actions', () => {
    const reads = new Map(
      sdk.operations.filter(({ httpMethod }) => httpMethod === 'GET').map((read) => [read.name, read]),
    );
    const usable = [...reads.values()].filter((read) => refusalOf(read, sdk.models) === undefined);
    assert.ok(reads.size > 1500, `${reads.size}`);
    assert.ok(usable.length > 0.85 * reads.size, `${usable.length} of ${reads.size}`);
  });

  for (const [operation, summary, notes] of [
    ['getRoutingSkills', 'Returns the list of routing skills.', []],
    ['getJourneyOutcomes', 'Returns all outcomes.', ['the SDK calls getJourneyOutcomes deprecated']],
    ['getQualityForm', 'Returns an evaluation form.', ['the SDK calls getQualityForm deprecated']],
    ['getTelephonySiptraces', 'Returns SIP metadata.', []],
    [
      'getExternalcontactsContact',
      'Returns an external contact.',
      [
        'getExternalcontactsContact may return data about customers; if it does, add isPersonal: true to the data action',
      ],
    ],
  ] as const)
    test(`the summary of ${operation} is "${summary}"`, () => {
      const [planned] = plan(operation);
      assert.equal(planned?.summary, summary);
      assert.deepEqual(planned && notesOn(planned.operation), notes);
    });

  test('an operation is found by name in any case, and by path with any names of parameters', () => {
    for (const text of [
      'getRoutingSkill',
      'GETROUTINGSKILL',
      'GET /api/v2/routing/skills/{id}',
      '/api/v2/routing/skills/{skillId}/',
    ])
      assert.equal(plan(text)[0]?.operation.name, 'getRoutingSkill');
  });

  test('of several API classes with the same operation, the one in use is chosen', () => {
    assert.equal(plan('getAnalyticsDataretentionSettings')[0]?.api, 'analytics');
    assert.equal(plan('getUserRoutinglanguages')[0]?.api, 'routing');
  });

  test('a plan has the parameters, the bounds and the outputs of the operation', () => {
    const [skills] = plan('getRoutingSkills');
    assert.deepEqual(
      skills?.inputs.map(({ name, schema, defaultValue }) => [name, schema, defaultValue]),
      [
        ['pageSize', 'integer(1, 100)', 25],
        ['pageNumber', 'integer(1, Number.MAX_SAFE_INTEGER)', 1],
        ['name', 'text', undefined],
        ['id', 'textList', undefined],
      ],
    );
    assert.equal(skills?.outputs.names?.path, 'entities[*].name');
    assert.equal(skills?.outputs.total?.type, 'integer');
  });

  for (const [operation, group] of [
    ['getRoutingSkills', 'configuration'],
    ['getUserRoutingskills', 'people'],
    ['getExternalcontactsOrganizations', 'people'],
    ['getTeams', 'people'],
    ['getAnalyticsReportingSettings', 'live figures'],
    ['getArchitectSchedulegroupsDivisionviews', 'opening hours'],
  ] as const)
    test(`${operation} probably belongs to ${group}, which is to be confirmed`, () => {
      const [read] = plan(operation);
      assert.deepEqual([read?.group, read?.isGroupGiven], [group, false]);
    });

  test('an output never has the name of a common output', () => {
    const [status] = plan('getRoutingSmsAddress');
    assert.equal(status?.outputs.status, undefined);
  });

  test('an optional conversation id is rejected by the data action, not sent', () => {
    const [read] = plan('getSpeechandtextanalyticsTopics');
    assert.deepEqual(read?.unsupported, []);
    const withCall = sdk.operations.find(
      (operation) =>
        operation.parameters.some(({ name, isRequired }) => name === 'conversationId' && !isRequired) &&
        operation.httpMethod === 'GET' &&
        actionName(operation.name).length <= 40 &&
        refusalOf(operation, sdk.models) === undefined &&
        !operation.path.endsWith('estimatedwaittime'),
    );
    assert.ok(withCall !== undefined);
    assert.deepEqual(plan(withCall.name)[0]?.unsupported.includes('conversationId'), true);
  });

  for (const [operation, reason] of [
    [
      'getRoutingSkils',
      /^--from is "getRoutingSkils", expected an operation of the SDK; the nearest are getRoutingSkill, /,
    ],
    ['/api/v2/routing/skill', /; the nearest are GET \/api\/v2\/routing\/skills, /],
    [
      'postRoutingSkills',
      /^cannot make .* from postRoutingSkills, because it is a POST and may change something/,
    ],
    ['getConversation', /^cannot make .* because it needs conversationId: the response is about one call/],
    ['getUsersMe', /^cannot make .* because it is about the user who is signed in/],
    ['getFlowLatestconfiguration', /^cannot make .* because the SDK describes no value in its response/],
    [
      'getRoutingQueue',
      /^cannot make .* because the simulator already has GET \/api\/v2\/routing\/queues\/\{queueId\}/,
    ],
  ] as const)
    test(`refuses ${operation} in one line that says why`, () => {
      assert.throws(
        () => plan(operation),
        (error) => error instanceof UsageError && reason.test(error.message) && !error.message.includes('\n'),
      );
    });

  test('the same operation twice is refused', () => {
    assert.throws(() => plan('getTeams', '/api/v2/teams'), /^UsageError: getTeams is there twice/);
  });

  test('an operation whose name is too long for a data action asks for a shorter one', () => {
    const long = sdk.operations.find(
      (operation) => actionName(operation.name).length > 40 && refusalOf(operation, sdk.models) === undefined,
    );
    assert.throws(
      () => plan(long?.name ?? ''),
      /expected at most 40 characters; give one: --from \w+ some-name/,
    );
  });

  test('every other name is one that a data action can have', () => {
    for (const { name, httpMethod } of sdk.operations)
      if (httpMethod === 'GET' && actionName(name).length <= 40) constantOf(actionName(name));
  });

  test('the listing has each operation once, and says why one is not possible', () => {
    const text = listing('routing skills', sdk);
    assert.equal(text.match(/^getRoutingSkills /gm)?.length, 1);
    assert.match(
      listing('conversation summaries', sdk),
      /^getConversationSummaries +\/api\/v2\/\S+\n +not possible, because it needs conversationId/m,
    );
    assert.throws(
      () => listing('routingskils', sdk),
      /no GET operation contains "routingskils"; the nearest names are getRoutingSkill/,
    );
  });
});
