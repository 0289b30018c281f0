import type { DataAction } from '../../lambda/actions/define.ts';
import { InvalidInput } from '../../lambda/errors.ts';
import type { GenesysApis } from '../../lambda/genesys/call.ts';

/** The response of each SDK method, by API and name. An Error is thrown, a function is called. */
export type SdkResponses = { readonly [Api in keyof GenesysApis]?: Readonly<Record<string, unknown>> };

/** The result of a data action with the fake SDK. */
export interface Sent {
  /** The SDK methods called, each with its arguments. */
  readonly sent: readonly (readonly unknown[])[];
  /** The data to return at {@link NOW_MS}. */
  readonly data: unknown;
  /** The SDK methods that were taken from the rate limit in addition to the declared operations. */
  readonly taken: readonly string[];
}

/** The time of the Genesys response in these tests: 2026-01-12T09:00:00Z. */
export const NOW_MS = Date.UTC(2026, 0, 12, 9);

/** Runs a data action against the fake SDK. Throws if the response does not have the documented shape. */
export async function send(action: DataAction, body: unknown, responses: SdkResponses): Promise<Sent> {
  const { call, toResponse } = action.parse(body);
  const sent: unknown[][] = [];
  const taken: string[] = [];
  const response = await call.send(
    fakeApis(responses, (...called) => sent.push(called)),
    async (operations) => void taken.push(...operations.map(({ name }) => name)),
    NOW_MS,
  );
  const toData = call.read(response);
  if (toData === undefined) throw new Error(`not accepted: ${JSON.stringify(response)}`);
  const stored = await toData(NOW_MS);
  const data = toResponse === undefined ? stored : await toResponse(stored, NOW_MS);
  return { sent, data, taken };
}

/** Whether a data action accepts the response of the fake SDK. */
export async function accepts(action: DataAction, body: unknown, responses: SdkResponses): Promise<boolean> {
  const { call } = action.parse(body);
  const apis = fakeApis(responses, () => undefined);
  return call.read(await call.send(apis, async () => undefined, NOW_MS)) !== undefined;
}

/** The problems for which a body is rejected; empty if it is accepted. */
export function problemsOf(action: DataAction, body: unknown): string[] {
  try {
    action.parse(body);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return error.message.split(/; (?=\w+: )/);
  }
  return [];
}

/** The example value of each input of a data action. */
export function exampleOf({ contract }: DataAction): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(contract.inputs).flatMap(([name, { example }]) =>
      example === undefined ? [] : [[name, example]],
    ),
  );
}

function fakeApis(responses: SdkResponses, onCall: (...called: unknown[]) => void): GenesysApis {
  const methodsOf = (methods: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      Object.entries(methods).map(([method, response]) => [
        method,
        async (...parameters: unknown[]) => {
          onCall(method, ...parameters);
          if (response instanceof Error) throw response;
          return typeof response === 'function' ? response(...parameters) : response;
        },
      ]),
    );
  const apis = Object.entries(responses).map(([api, methods]) => [api, methodsOf(methods ?? {})]);
  return Object.create(Object.fromEntries(apis));
}
