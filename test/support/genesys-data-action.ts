import { query } from 'jsonpath-rfc9535';
import type { ImportFile } from '../../infra/genesys/import-file.ts';
import { renderVelocity } from './velocity.ts';

/** The inputs that a flow sets; Genesys omits the others. */
export type FlowInputs = Readonly<Record<string, string | number | boolean | null>>;

/** The request body that Genesys sends for these inputs. */
export function requestBody({ config }: ImportFile, input: FlowInputs): string {
  return renderVelocity(config.request.requestTemplate, { input });
}

/** The maximum size of a response; a flow takes its failure path for a larger one. */
const RESPONSE_LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * The outputs that Genesys creates from a response body. Throws if a flow would take its failure path: for a body that
 * is too large, and if the success template does not render JSON.
 */
export function flowOutputs({ config }: ImportFile, body: string): Record<string, unknown> {
  const { translationMap, translationMapDefaults, successTemplate } = config.response;
  if (Buffer.byteLength(body) > RESPONSE_LIMIT_BYTES)
    throw new RangeError(`the response is over ${RESPONSE_LIMIT_BYTES} bytes`);
  const response = JSON.parse(body);
  const variables = Object.entries(translationMap).map(([name, path]) => [
    name,
    jsonTextAt(response, path) ?? translationMapDefaults[name],
  ]);
  return JSON.parse(renderVelocity(successTemplate, Object.fromEntries(variables)));
}

/**
 * The value at a path, or a list of values for a path with a wildcard. Undefined if the path does not exist. That
 * includes a wildcard on a missing list, for which Java's JsonPath does not return an empty list.
 */
function jsonTextAt(response: Parameters<typeof query>[0], path: string): string | undefined {
  const values = query(response, path);
  const [list, ...rest] = path.split('[*]');
  if (list === undefined || rest.length === 0) return JSON.stringify(values[0]);
  return query(response, list).length > 0 ? JSON.stringify(values) : undefined;
}
