import { query } from 'jsonpath-rfc9535';
import type { ImportFile } from '../../infra/genesys/import-file.ts';
import { renderVelocity } from './velocity.ts';

/** The inputs that a flow gives; Genesys leaves out what is not set. */
export type FlowInputs = Readonly<Record<string, string | number | boolean | null>>;

/** The body that Genesys posts for these inputs. */
export function requestBody({ config }: ImportFile, input: FlowInputs): string {
  return renderVelocity(config.request.requestTemplate, { input });
}

/** The outputs that Genesys makes of an answer's body; throws where the success template gives no JSON. */
export function flowOutputs({ config }: ImportFile, body: string): Record<string, unknown> {
  const { translationMap, translationMapDefaults, successTemplate } = config.response;
  const answer = JSON.parse(body);
  const variables = Object.entries(translationMap).map(([name, path]) => [
    name,
    jsonTextAt(answer, path) ?? translationMapDefaults[name],
  ]);
  return JSON.parse(renderVelocity(successTemplate, Object.fromEntries(variables)));
}

/** A path to one place gives the value there, or undefined for none; one with a wildcard gives a list. */
function jsonTextAt(answer: Parameters<typeof query>[0], path: string): string | undefined {
  const values = query(answer, path);
  return JSON.stringify(path.includes('[*]') ? values : values[0]);
}
