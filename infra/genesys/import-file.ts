import type { DataAction } from '../../lambda/actions/define.ts';
import { outputsOf } from './outputs.ts';
import { type FlatSchema, inputSchema, successSchema } from './schemas.ts';

/** The file that Genesys imports a data action from (Integrations, Actions, Import); ends in `.custom.json`. */
export interface ImportFile {
  readonly name: string;
  readonly integrationType: 'custom-rest-actions';
  readonly actionType: 'custom';
  readonly config: { readonly request: RequestConfig; readonly response: ResponseConfig };
  readonly contract: {
    readonly input: { readonly inputSchema: FlatSchema };
    readonly output: { readonly successSchema: FlatSchema };
  };
  readonly secure: boolean;
}

/** How Genesys asks; the values are Velocity templates. */
interface RequestConfig {
  readonly requestUrlTemplate: string;
  readonly requestType: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly requestTemplate: string;
}

/** How Genesys makes outputs of the answer. */
interface ResponseConfig {
  /** JSONPath by variable. */
  readonly translationMap: Readonly<Record<string, string>>;
  /** JSON text by variable, for paths that lead nowhere. */
  readonly translationMapDefaults: Readonly<Record<string, string>>;
  /** Velocity; the variables hold JSON text. */
  readonly successTemplate: string;
}

/**
 * The import file of an action.
 * @param apiUrl of the stack's stage, without a slash at the end
 */
export function importFile(action: DataAction, apiUrl: string): ImportFile {
  return {
    name: displayName(action.name),
    integrationType: 'custom-rest-actions',
    actionType: 'custom',
    config: { request: requestConfig(action, apiUrl), response: responseConfig(action) },
    contract: {
      input: { inputSchema: inputSchema(action) },
      output: { successSchema: successSchema(action) },
    },
    secure: false,
  };
}

/** The name in Genesys, for example `Queue wait time (cached)`. */
function displayName(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (cached)`;
}

function requestConfig({ name, contract }: DataAction, apiUrl: string): RequestConfig {
  return {
    // Errors with status 200: voice flows cannot read the outputs of a failure.
    requestUrlTemplate: `${apiUrl}/dataaction/${name}?errors=body`,
    requestType: 'POST',
    headers: { 'Content-Type': 'application/json', 'x-api-key': variable('credentials.apiKey') },
    requestTemplate: jsonTemplate(Object.keys(contract.inputs).map((input) => [input, escapedInput(input)])),
  };
}

function responseConfig(action: DataAction): ResponseConfig {
  const outputs = outputsOf(action);
  return {
    translationMap: Object.fromEntries(outputs.map(({ name, jsonPath }) => [name, jsonPath])),
    translationMapDefaults: Object.fromEntries(outputs.map(({ name, fallback }) => [name, fallback])),
    successTemplate: jsonTemplate(outputs.map(({ name }) => [name, variable(name)])),
  };
}

/**
 * An input as a JSON string, empty when it is absent. The quotes inside make the argument a string whatever the
 * input is: null or a number as the argument would be a call that does not exist, and Velocity would print its
 * source. Numbers go as text too, or an absent one would leave `"pageSize": ,`.
 */
function escapedInput(name: string): string {
  return `"$!esc.jsonString("$!{input.${name}}")"`;
}

/** What Velocity replaces by a value, and leaves as it is where there is none. */
function variable(name: string): string {
  return `\${${name}}`;
}

function jsonTemplate(members: [name: string, template: string][]): string {
  return `{${members.map(([name, template]) => `"${name}": ${template}`).join(', ')}}`;
}
