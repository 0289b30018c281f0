import { query } from 'jsonpath-rfc9535';
import type { ImportFile } from '../../infra/genesys/import-file.ts';
import { renderVelocity } from './velocity.ts';

/** The inputs that a flow gives; Genesys leaves out what is not set. */
export type FlowInputs = Readonly<Record<string, string | number | boolean | null>>;

/** The body that Genesys posts for these inputs. */
export function requestBody({ config }: ImportFile, input: FlowInputs): string {
  return renderVelocity(config.request.requestTemplate, { input });
}

/** Of a response that Genesys takes; a flow goes down its failure path for a larger one. */
const RESPONSE_LIMIT_BYTES = 2 * 1024 * 1024;

/**
 * The outputs that Genesys makes of a response's body. Throws where a flow would take its failure path: for a body that
 * is too large, and where the success template gives no JSON.
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
 * The value at a path, or a list of values for a path with a wildcard. Undefined where there is none: also where what
 * the wildcard goes through is missing, for Java's JsonPath finds no such path then, and gives no empty list.
 */
function jsonTextAt(response: Parameters<typeof query>[0], path: string): string | undefined {
  const values = query(response, path);
  const [list, ...rest] = path.split('[*]');
  if (list === undefined || rest.length === 0) return JSON.stringify(values[0]);
  return query(response, list).length > 0 ? JSON.stringify(values) : undefined;
}
