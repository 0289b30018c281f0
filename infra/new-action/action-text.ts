import { bodyCode, bodyHelpers } from './body-code.ts';
import { ALL_GROUPS } from './group.ts';
import type { ActionInput } from './inputs.ts';
import type { ActionPlan } from './plan.ts';

export const API_EXPLORER = 'https://developer.genesys.cloud/devapps/api-explorer';

/** The file of a data action that calls one operation, before the formatter lays it out. */
export function actionText(plan: ActionPlan): string {
  const { name, constant, summary, ttlSeconds, inputs, operation, shape } = plan;
  const body = bodyCode(shape);
  const imports = [...new Set(inputs.map(({ helper }) => helper)), ...(hasOptions(plan) ? ['present'] : [])];
  return withoutEmptyLines(`${importLine(['* as v'], 'valibot')}
${importLine(bodyHelpers(body), './body.ts')}
${importLine(['defineDataAction'], './define.ts')}
${importLine(imports.sort(), './parameters.ts')}

/** ${summary.replace(/\.$/, '')}: \`GET ${operation.path}\`. */
export const ${constant} = defineDataAction({
  name: ${quoted(name)},
  ${plan.isGroupGiven ? '' : `// CONFIRM: the group: ${ALL_GROUPS}.`}
  group: ${quoted(plan.group)},
  version: 1,
  summary: ${quoted(summary)},
  ${permissionLine(plan)}
  ${ttlSeconds === undefined ? '' : `ttlSeconds: ${ttlSeconds},`}
  invalidatedBy: [],
  parameters: { ${inputs.map((input) => `${input.name}: ${schemaOf(input)}`).join(', ')} },
  inputs: { ${inputs.map(inputText).join(', ')} },
  ${unsupportedText(plan)}
  outputs: ${JSON.stringify(plan.outputs)},
  ${inputs.some((input) => input.name === 'pageSize') ? "requestLess: 'a smaller pageSize'," : ''}
  operations: () => [{ name: ${quoted(operation.name)}, family: ${quoted(operation.path.split('/')[3] ?? '')} }],
  send: ${sendText(plan)},
  body: ${body},
  toData: ${shape.isArray ? '(items) => ({ items })' : '(body) => body'},
});
`);
}

/** Without the lines that are empty because their part of a template is. */
export function withoutEmptyLines(text: string): string {
  return text.replace(/(?<=\n) {2}\n/g, '');
}

function importLine(names: readonly string[], from: string): string {
  if (names.length === 0) return '';
  const [first = ''] = names;
  return `import ${first.startsWith('*') ? first : `{ ${names.join(', ')} }`} from '${from}';`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** The SDK does not say which permission an operation needs. */
function permissionLine({ permission, operation }: ActionPlan): string {
  return permission === undefined
    ? `// CONFIRM: the permission, or undefined for none; the API Explorer names it on the page of ${operation.name}:
  // ${API_EXPLORER}
  permission: undefined,`
    : `permission: ${quoted(permission)},`;
}

function schemaOf({ schema, isRequired, defaultValue }: ActionInput): string {
  if (isRequired) return schema;
  return `v.optional(${schema}${defaultValue === undefined ? '' : `, ${defaultValue}`})`;
}

function inputText({ name, type, description, isRequired, trial }: ActionInput): string {
  const example = type === 'string' ? String(trial.given).trim() : trial.sent;
  return `${name}: ${JSON.stringify({ type, description, ...(isRequired && { example }) })}`;
}

function unsupportedText({ unsupported }: ActionPlan): string {
  if (unsupported.length === 0) return '';
  const reason = 'not supported, because no other request could use the response for one call';
  return `unsupported: { ${unsupported.map((name) => `${name}: ${quoted(reason)}`).join(', ')} },`;
}

/** Whether some parameters are options of the SDK's method. */
function hasOptions({ inputs }: Pick<ActionPlan, 'inputs'>): boolean {
  return inputs.some(({ isRequired }) => !isRequired);
}

function sendText(plan: ActionPlan): string {
  const { inputs, api, operation } = plan;
  const required = inputs.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  const renamed = inputs.filter(({ isRequired, name, sdkName }) => !isRequired && name !== sdkName);
  const isTaken = inputs.some(({ name }) => name === api);
  const options = hasOptions(plan) ? [`present(${optionsText(renamed)})`] : [];
  const names = [...required, ...renamed.map(({ name }) => name)];
  const values =
    names.length === 0
      ? 'options'
      : `{ ${[...names, ...(options.length > 0 ? ['...options'] : [])].join(', ')} }`;
  const parameters = [isTaken ? 'apis' : `{ ${api} }`, ...(inputs.length > 0 ? [values] : [])];
  const call = `${isTaken ? 'apis.' : ''}${api}.${operation.name}`;
  return `(${parameters.join(', ')}) => ${call}(${[...required, ...options].join(', ')})`;
}

function optionsText(renamed: readonly ActionInput[]): string {
  if (renamed.length === 0) return 'options';
  return `{ ...options, ${renamed.map(({ name, sdkName }) => `${sdkName}: ${name}`).join(', ')} }`;
}
