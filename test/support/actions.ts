import type { DataAction } from '../../lambda/actions/define.ts';
import { InvalidInput } from '../../lambda/errors.ts';
import type { GenesysApis } from '../../lambda/genesys/call.ts';

/** What each method of the SDK gives, by API and name; an error is thrown. */
export type Answers = { readonly [Api in keyof GenesysApis]?: Readonly<Record<string, unknown>> };

/** What an action did with a question. */
export interface Sent {
  /** The methods that it called, each with its arguments. */
  readonly sent: readonly (readonly unknown[])[];
  /** What it would store and answer. */
  readonly data: unknown;
}

/** When Genesys answered in these tests: 2026-01-12T09:00:00Z. */
export const NOW_MS = Date.UTC(2026, 0, 12, 9);

/** Asks an action, and the fake SDK for what it asks; throws where the body is not of the documented shape. */
export async function send(action: DataAction, body: unknown, answers: Answers): Promise<Sent> {
  const { call } = action.parse(body);
  const sent: unknown[][] = [];
  const response = await call.send(fakeApis(answers, (...called) => sent.push(called)));
  const toData = call.read(response);
  if (toData === undefined) throw new Error(`not accepted: ${JSON.stringify(response)}`);
  return { sent, data: toData(NOW_MS) };
}

/** Whether an action takes what the fake SDK gives for an answer. */
export async function accepts(action: DataAction, body: unknown, answers: Answers): Promise<boolean> {
  const { call } = action.parse(body);
  return call.read(await call.send(fakeApis(answers, () => undefined))) !== undefined;
}

/** The problems for which a body is refused; none when it is taken. */
export function problemsOf(action: DataAction, body: unknown): string[] {
  try {
    action.parse(body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.message.split(/; (?=\w+: )/);
  }
  return [];
}

/** With every example of its inputs an action can be asked. */
export function exampleOf({ contract }: DataAction): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(contract.inputs).flatMap(([name, { example }]) =>
      example === undefined ? [] : [[name, example]],
    ),
  );
}

function fakeApis(answers: Answers, onCall: (...called: unknown[]) => void): GenesysApis {
  const methodsOf = (api: keyof GenesysApis) =>
    Object.fromEntries(
      Object.entries(answers[api] ?? {}).map(([method, answer]) => [
        method,
        async (...parameters: unknown[]) => {
          onCall(method, ...parameters);
          if (answer instanceof Error) throw answer;
          return answer;
        },
      ]),
    );
  return {
    routing: Object.create(methodsOf('routing')),
    users: Object.create(methodsOf('users')),
    presence: Object.create(methodsOf('presence')),
  };
}
