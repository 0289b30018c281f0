import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importFile } from '../../infra/genesys/import-file.ts';
import { terraformModule } from '../../infra/genesys/terraform.ts';
import { TIMEOUTS } from '../../infra/timeouts.ts';
import { queue } from '../../lambda/actions/queue.ts';
import { exampleOf } from '../support/actions.ts';
import { dataActionOf, readTask } from '../support/architect-flow.ts';
import { type Result, runTask } from '../support/architect-run.ts';
import { flowOutputs, requestBody } from '../support/genesys-data-action.ts';
import { eventOf, startService, type TestService } from '../support/service.ts';

const TASK = readTask('docs/examples/support-call.yaml');
const CALL = dataActionOf(TASK);
const FILE = importFile(queue, 'https://api.example.com/v1');

test('the flow starts with its task', () => {
  assert.equal(TASK.startUpRef, `/inboundCall/tasks/task[${TASK.refId}]`);
});

test('the flow calls the data action by the name and in the category that Terraform gives it', () => {
  const module = terraformModule([queue], 'https://api.example.com/v1');
  const [, name, category] = / name += "(.+)"\n +category += "(.+)"/.exec(module) ?? [];
  assert.deepEqual([CALL.name, CALL.category], [name, category]);
});

test('the timeout of the call is that of the data action', () => {
  assert.equal(CALL.timeoutSeconds, TIMEOUTS.dataActionMs / 1000);
});

test('the flow sets all inputs, and reads outputs into variables of their types', () => {
  assert.deepEqual(Object.keys(CALL.inputs), Object.keys(FILE.contract.input.inputSchema.properties));
  const typeOfVariable = new Map(
    TASK.variables.flatMap((entry) => Object.entries(entry).map(([type, { name }]) => [name, type] as const)),
  );
  const { properties } = FILE.contract.output.successSchema;
  for (const [output, { var: variable }] of Object.entries(CALL.successOutputs))
    assert.equal(typeOfVariable.get(variable), `${properties[output]?.type}Variable`, output);
});

/** The outputs that the flow gets from the service. */
async function outputsFrom({ invoke }: TestService) {
  const event = { ...eventOf('queue', {}), queryStringParameters: { errors: 'body' } };
  const { body } = await invoke({ ...event, body: requestBody(FILE, exampleOf(queue)) });
  return flowOutputs(FILE, body);
}

const results: [
  when: string,
  result: (service: TestService) => Promise<Result>,
  target: string,
  reason: string,
][] = [
  [
    'a queue with members',
    async (service) => ({ path: 'success', outputs: await outputsFrom(service) }),
    'Support',
    'members',
  ],
  [
    'a queue without members',
    async (service) => ({ path: 'success', outputs: { ...(await outputsFrom(service)), memberCount: 0 } }),
    'General Help',
    'no members',
  ],
  [
    'an error',
    async (service) => {
      service.simulator.fail({ kind: 'status', status: 403 });
      return { path: 'success', outputs: await outputsFrom(service) };
    },
    'General Help',
    'genesys_permission_denied',
  ],
  ['a failure', async () => ({ path: 'failure' }), 'General Help', 'data action failed'],
  ['a timeout', async () => ({ path: 'timeout' }), 'General Help', 'data action timed out'],
];

for (const [when, result, target, reason] of results)
  test(`after ${when}, the flow transfers the call to ${target} and notes: ${reason}`, async (t) => {
    const { queue, attributes } = runTask(TASK, await result(await startService(t)));
    assert.equal(queue, target);
    assert.deepEqual(attributes, { queueChoice: reason });
  });
