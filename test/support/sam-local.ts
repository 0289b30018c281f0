import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { resolveValue } from './template-value.ts';

/**
 * What `sam local invoke` does, without Docker: which function a name finds, which environment that function gets, and
 * what it responds. After aws-sam-cli 1.164: `resource_metadata_normalizer.py`, `sam_function_provider.py`,
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
  /** By which `sam local invoke` finds it, as it does by the logical id. */
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

/** Finds the function that `sam local invoke <name>` invokes; throws sam's own message when there is none. */
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

/** By sam's id of each: of two functions with the same id sam keeps the later one. */
function samFunctions(template: unknown, folder: string): Map<string, SamFunction> {
  const functions = new Map<string, SamFunction>();
  for (const [logicalId, resource] of Object.entries(v.parse(Template, template).Resources)) {
    const { success, output } = v.safeParse(InvocableFunction, resource);
    // sam skips a function whose code is in S3, which is where it is for a template without an asset's path.
    if (!success) continue;
    const { Metadata: metadata, Properties: properties } = output;
    const codePath = join(folder, metadata['aws:asset:path']);
    const id = samResourceId(metadata, logicalId);
    functions.set(id, { id, logicalId, codePath, properties });
  }
  return functions;
}

/** A construct path in a nested construct is not unique by its last part, so sam does not take a longer one. */
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
 * The environment that sam gives a function: sam's own variables and the template's. What the file of `--env-vars`
 * has goes before what the template has, and whatever the template does not have is left out.
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
    // What sam takes where it finds neither a region nor credentials.
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'defaultkey',
    AWS_SECRET_ACCESS_KEY: 'defaultsecret',
    AWS_ACCOUNT_ID: '123456789012',
    // Those of the container image.
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

/** Invokes a function with a request of API Gateway; see {@link samInvoke}. */
export async function samRequest(...invocation: Parameters<typeof samInvoke>): Promise<SamResponse> {
  const { statusCode, body } = v.parse(ProxyResult, await samInvoke(...invocation));
  return { statusCode, body: v.parse(Body, JSON.parse(body)) };
}

/**
 * Invokes a function once, in a process of its own that has nothing but its environment, and gives its result; throws
 * what the process wrote to stderr when it ends without one, or has none when the template's time-out is over.
 */
export async function samInvoke(
  sam: SamFunction,
  event: object,
  envVars?: Readonly<Record<string, string>>,
): Promise<unknown> {
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
    container.send(event);
    const [reply] = await Promise.race([once(container, 'message'), ended]);
    return reply;
  } finally {
    ended.catch(() => undefined);
    container.kill('SIGKILL');
  }
}

/** A value as sam sees it: a `Ref` is the resource's logical id, and what it cannot resolve is empty. */
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
