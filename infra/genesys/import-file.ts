import type { DataAction } from '../../lambda/actions/define.ts';
import { outputsOf } from './outputs.ts';
import { type FlatSchema, inputSchema, successSchema } from './schemas.ts';

/** The content of a `.custom.json` file, from which Genesys imports a data action (Integrations, Actions, Import). */
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

/** The request that Genesys sends. URL, headers and body are Velocity templates. */
interface RequestConfig {
  readonly requestUrlTemplate: string;
  readonly requestType: 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly requestTemplate: string;
}

/** How Genesys turns the response into outputs. */
interface ResponseConfig {
  /** The JSONPath of each variable. */
  readonly translationMap: Readonly<Record<string, string>>;
  /** The JSON text of each variable if its path matches nothing. */
  readonly translationMapDefaults: Readonly<Record<string, string>>;
  /** A Velocity template, in which the variables hold JSON text. */
  readonly successTemplate: string;
}

/** The import file of an action. `apiUrl` is the URL of the API's stage, without a trailing slash. */
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

/** The name of the action in Genesys, for example `Queue wait time (cached)`. */
function displayName(name: string): string {
  const words = name.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} (cached)`;
}

function requestConfig({ name, contract }: DataAction, apiUrl: string): RequestConfig {
  return {
    // Errors come with status 200, because voice flows cannot read the outputs of a failed data action.
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
 * The Velocity template of an input as a JSON string; an absent input becomes `""`. The inner quotes make every
 * argument a string: `jsonString` has no overload for null or a number, so Velocity would print the expression itself.
 * Numbers are sent as strings, too, because an absent number would leave the invalid JSON `"pageSize": ,`.
 */
function escapedInput(name: string): string {
  return `"$!esc.jsonString("$!{input.${name}}")"`;
}

/** A Velocity variable. Velocity prints the expression itself if the variable has no value. */
function variable(name: string): string {
  return `\${${name}}`;
}

function jsonTemplate(members: [name: string, template: string][]): string {
  return `{${members.map(([name, template]) => `"${name}": ${template}`).join(', ')}}`;
}
