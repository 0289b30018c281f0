import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { resolveValue } from './template-value.ts';

/**
 * `sam local invoke` without Docker: finds the function for a name, creates its environment and invokes it. Based on
 * aws-sam-cli 1.164: `resource_metadata_normalizer.py`, `sam_function_provider.py`,
 * `intrinsics_symbol_table.py` and `env_vars.py`.
 */
const CONTAINER = join(import.meta.dirname, 'lambda-container.ts');

const Metadata = v.object({
  'aws:asset:path': v.string(),
  'aws:asset:property': v.literal('Code'),
  'aws:cdk:path': v.optional(v.string()),
  SamResourceId: v.optional(v.string()),
});
const InvocableFunction = v.object({
  Type: v.literal('AWS::Lambda::Function'),
  Properties: v.object({
    FunctionName: v.optional(v.unknown()),
    Handler: v.string(),
    Runtime: v.string(),
    MemorySize: v.number(),
    Timeout: v.number(),
    Environment: v.optional(v.object({ Variables: v.record(v.string(), v.unknown()) }), { Variables: {} }),
    LoggingConfig: v.optional(
      v.object({
        LogGroup: v.optional(v.unknown()),
        LogFormat: v.optional(v.string()),
        ApplicationLogLevel: v.optional(v.string()),
      }),
      {},
    ),
  }),
  Metadata,
});
const Template = v.object({ Resources: v.record(v.string(), v.unknown()) });
const ProxyResult = v.object({ statusCode: v.number(), body: v.string() });
const Body = v.record(v.string(), v.unknown());

/** A function of a template that sam can invoke. */
export interface SamFunction {
  /** The name by which `sam local invoke` finds it, in addition to the logical id. */
  readonly id: string;
  readonly logicalId: string;
  /** Absolute path of the folder with its code. */
  readonly codePath: string;
  readonly properties: v.InferOutput<typeof InvocableFunction>['Properties'];
}

/** A response with its body parsed. */
export interface SamResponse {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Finds the function that `sam local invoke <name>` invokes. Throws the message of sam if there is none. */
export function findSamFunction(templateFile: string, name: string): SamFunction {
  return findInTemplate(JSON.parse(readFileSync(templateFile, 'utf8')), dirname(templateFile), name);
}

/** The same for a parsed template; asset paths are relative to `folder`. */
export function findInTemplate(template: unknown, folder: string, name: string): SamFunction {
  const functions = samFunctions(template, folder);
  const found = functions.get(name) ?? firstById([...functions.values()].filter(isCalled(name)));
  if (found !== undefined) return found;
  const options = [...functions.keys()].join(', ');
  throw new Error(`Function ${name} not found in template. Possible options in your template: ${options}`);
}

/** The functions by their sam id. Of two functions with the same id, sam keeps the later one. */
function samFunctions(template: unknown, folder: string): Map<string, SamFunction> {
  const functions = new Map<string, SamFunction>();
  for (const [logicalId, resource] of Object.entries(v.parse(Template, template).Resources)) {
    const { success, output } = v.safeParse(InvocableFunction, resource);
    // sam skips a function whose code is in S3, and a template without the path of the asset means code in S3.
    if (!success) continue;
    const { Metadata: metadata, Properties: properties } = output;
    const codePath = join(folder, metadata['aws:asset:path']);
    const id = samResourceId(metadata, logicalId);
    functions.set(id, { id, logicalId, codePath, properties });
  }
  return functions;
}

/** sam ignores longer construct paths, because the last part of a nested path is not unique. */
function samResourceId(metadata: v.InferOutput<typeof Metadata>, logicalId: string): string {
  if (metadata.SamResourceId) return metadata.SamResourceId;
  const parts = metadata['aws:cdk:path']?.split('/') ?? [];
  if (parts.length < 2 || parts.length > 3) return logicalId;
  return (parts.at(-1) === 'Resource' ? parts.at(-2) : parts.at(-1)) ?? logicalId;
}

function isCalled(name: string) {
  return ({ logicalId, properties }: SamFunction) => name === logicalId || name === properties.FunctionName;
}

function firstById(functions: readonly SamFunction[]): SamFunction | undefined {
  return [...functions].sort((a, b) => a.id.localeCompare(b.id))[0];
}

/**
 * The environment that sam gives a function: the variables of sam and of the template. The file of `--env-vars`
 * overrides values of the template, and its other variables are ignored.
 */
export function samEnvironment(
  { logicalId, codePath, properties }: SamFunction,
  envVars: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { Handler, MemorySize, Runtime, Timeout, Environment, LoggingConfig } = properties;
  const variables = Object.entries(Environment.Variables).map(([variable, value]) => [
    variable,
    envVars[variable] ?? samValue(value),
  ]);
  return {
    AWS_SAM_LOCAL: 'true',
    AWS_LAMBDA_FUNCTION_NAME: logicalId,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(Timeout),
    AWS_LAMBDA_FUNCTION_HANDLER: Handler,
    AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
    ...logVariables(logicalId, LoggingConfig),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    // The defaults of sam without a region and credentials.
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'defaultkey',
    AWS_SECRET_ACCESS_KEY: 'defaultsecret',
    AWS_ACCOUNT_ID: '123456789012',
    // Variables of the container image.
    _HANDLER: Handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${Runtime}`,
    LAMBDA_TASK_ROOT: codePath,
    TZ: ':UTC',
    ...Object.fromEntries(variables),
  };
}

function logVariables(
  logicalId: string,
  { LogGroup, LogFormat, ApplicationLogLevel = 'INFO' }: SamFunction['properties']['LoggingConfig'],
): Record<string, string> {
  return {
    AWS_LAMBDA_LOG_GROUP_NAME: samValue(LogGroup) || `aws/lambda/${logicalId}`,
    ...(LogFormat !== undefined && { AWS_LAMBDA_LOG_FORMAT: LogFormat }),
    ...(LogFormat === 'JSON' && { AWS_LAMBDA_LOG_LEVEL: ApplicationLogLevel }),
  };
}

/** Invokes a function with an API Gateway request; see {@link samInvoke}. */
export async function samRequest(
  sam: SamFunction,
  event: object,
  envVars?: Readonly<Record<string, string>>,
): Promise<SamResponse> {
  const [result] = await samInvoke(sam, [event], envVars);
  return samResponse(result);
}

/** The response in a result of a function that was invoked with an API Gateway request. */
export function samResponse(result: unknown): SamResponse {
  const { statusCode, body } = v.parse(ProxyResult, result);
  return { statusCode, body: v.parse(Body, JSON.parse(body)) };
}

/**
 * Invokes a function with each event in a new process that has only its environment, and returns the results. Throws the
 * standard error of the process if it ends without a result or exceeds the timeout of the template.
 */
export async function samInvoke(
  sam: SamFunction,
  events: readonly object[],
  envVars?: Readonly<Record<string, string>>,
): Promise<unknown[]> {
  const env = samEnvironment(sam, envVars);
  const timeout = sam.properties.Timeout * 1000;
  const container = fork(CONTAINER, { env, execArgv: [], cwd: sam.codePath, stdio: 'pipe', timeout });
  const log = container.stderr === null ? '' : text(container.stderr);
  container.stdout?.resume();
  const ended = once(container, 'close').then(async () => {
    throw new Error(`the container ended: ${await log}`);
  });
  try {
    await Promise.race([once(container, 'message'), ended]);
    const results: unknown[] = [];
    for (const event of events) {
      container.send(event);
      const [result] = await Promise.race([once(container, 'message'), ended]);
      results.push(result);
    }
    return results;
  } finally {
    ended.catch(() => undefined);
    container.kill('SIGKILL');
  }
}

/** A value as sam resolves it: a `Ref` is the logical id of the resource, and other references are empty. */
function samValue(value: unknown): string {
  try {
    return resolveValue(value, (logicalId, attribute) => {
      if (attribute === undefined) return logicalId;
      throw new TypeError(`sam does not know ${logicalId}.${attribute}`);
    });
  } catch (error) {
    if (error instanceof TypeError) return '';
    throw error;
  }
}
