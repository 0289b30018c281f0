import * as v from 'valibot';
import { parse } from 'yaml';
import { readDocument } from './markdown.ts';

const Literal = v.union([v.string(), v.number(), v.strictObject({ name: v.string() })]);
const Value = v.union([
  v.strictObject({ lit: Literal }),
  v.strictObject({ exp: v.string() }),
  v.strictObject({ noValue: v.literal(true) }),
]);
export type Value = v.InferOutput<typeof Value>;

const Assignment = v.strictObject({ variable: v.string(), value: Value });
const Name = { name: v.string() };

interface Path {
  readonly actions: readonly Action[];
}
const Path: v.GenericSchema<unknown, Path> = v.lazy(() => v.strictObject({ actions: v.array(Action) }));

const DataActionCall = v.strictObject({
  inputs: v.record(v.string(), Value),
  successOutputs: v.record(v.string(), v.strictObject({ var: v.string() })),
});

const Action = v.union([
  v.strictObject({
    updateData: v.strictObject({
      ...Name,
      statements: v.array(
        v.union([v.strictObject({ queue: Assignment }), v.strictObject({ string: Assignment })]),
      ),
    }),
  }),
  v.strictObject({
    callData: v.strictObject({
      ...Name,
      processingPrompt: Value,
      timeout: v.strictObject({ lit: v.strictObject({ seconds: v.number() }) }),
      category: v.record(v.string(), v.strictObject({ dataAction: v.record(v.string(), DataActionCall) })),
      outputs: v.strictObject({ success: Path, failure: Path, timeout: Path }),
    }),
  }),
  v.strictObject({
    decision: v.strictObject({
      ...Name,
      condition: v.strictObject({ exp: v.string() }),
      outputs: v.strictObject({ yes: Path, no: Path }),
    }),
  }),
  v.strictObject({
    setParticipantData: v.strictObject({
      ...Name,
      attributes: v.array(v.strictObject({ attribute: v.strictObject({ name: Value, value: Value }) })),
    }),
  }),
  v.strictObject({
    transferToAcd: v.strictObject({
      ...Name,
      targetQueue: v.strictObject({ exp: v.string() }),
      preTransferAudio: v.strictObject({ tts: v.string() }),
      failureTransferAudio: v.strictObject({ tts: v.string() }),
      priority: Value,
      preferredAgents: Value,
      languageSkill: Value,
    }),
  }),
  v.strictObject({ disconnect: v.strictObject(Name) }),
]);
export type Action = v.InferOutput<typeof Action>;

const Variable = v.record(
  v.picklist(['queueVariable', 'stringVariable', 'integerVariable', 'booleanVariable']),
  v.strictObject({ ...Name, initialValue: Value }),
);

const Flow = v.object({
  inboundCall: v.object({
    startUpRef: v.string(),
    tasks: v.tuple([
      v.strictObject({
        task: v.strictObject({
          ...Name,
          refId: v.string(),
          variables: v.array(Variable),
          actions: v.array(Action),
        }),
      }),
    ]),
  }),
});

/** The task of an inbound call flow for Archy, in a file of the repository. */
export function readTask(path: string) {
  const { startUpRef, tasks } = v.parse(Flow, parse(readDocument(path))).inboundCall;
  return { startUpRef, ...tasks[0].task };
}
export type Task = ReturnType<typeof readTask>;

/** The data action that a task calls first. */
export function dataActionOf({ actions }: Task) {
  const call = actions.flatMap((action) => ('callData' in action ? [action.callData] : []))[0];
  const [category, { dataAction } = { dataAction: {} }] = Object.entries(call?.category ?? {})[0] ?? [];
  const [name, { inputs, successOutputs } = { inputs: {}, successOutputs: {} }] =
    Object.entries(dataAction)[0] ?? [];
  return { category, name, inputs, successOutputs, timeoutSeconds: call?.timeout.lit.seconds };
}
