import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { resolveValue } from './template-value.ts';

/**
 * What `sam local invoke` does, without Docker: which function it finds by a name, which environment it gives
 * that, and what the function answers. After aws-sam-cli: `sam_function_provider.py`,
 * `resource_metadata_normalizer.py`, `intrinsics_symbol_table.py` and `env_vars.py`.
 */
const CONTAINER = join(import.meta.dirname, 'lambda-container.ts');

const Asset = v.object({
  'aws:asset:path': v.string(),
  'aws:asset:property': v.literal('Code'),
  'aws:cdk:path': v.string(),
});
const InvocableFunction = v.object({
  Type: v.literal('AWS::Lambda::Function'),
  Properties: v.object({
    Handler: v.string(),
    Runtime: v.string(),
    MemorySize: v.number(),
    Timeout: v.number(),
    Environment: v.optional(v.object({ Variables: v.record(v.string(), v.unknown()) }), { Variables: {} }),
  }),
  Metadata: Asset,
});
const Template = v.object({ Resources: v.record(v.string(), v.unknown()) });
const Answer = v.object({ statusCode: v.number(), body: v.string() });
const Body = v.record(v.string(), v.unknown());

/** A function of a template that sam can invoke. */
export interface SamFunction {
  readonly name: string;
  /** Absolute path of the folder with its code. */
  readonly codePath: string;
  readonly properties: v.InferOutput<typeof InvocableFunction>['Properties'];
}

/** What a function answered, its body parsed. */
export interface SamAnswer {
  readonly statusCode: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * Finds the function that `sam local invoke <name>` invokes, by the id of its construct; throws when there is none of
 * that name, or more than one.
 */
export function findSamFunction(templateFile: string, constructId: string): SamFunction {
  const { Resources } = v.parse(Template, JSON.parse(readFileSync(templateFile, 'utf8')));
  const functions = Object.entries(Resources).flatMap(([name, resource]): SamFunction[] => {
    const { success, output } = v.safeParse(InvocableFunction, resource);
    if (!success) return [];
    const { 'aws:asset:path': assetPath, 'aws:cdk:path': constructPath } = output.Metadata;
    // <stack>/…/<id of the construct>/Resource
    if (constructPath.split('/').at(-2) !== constructId) return [];
    return [{ name, codePath: join(dirname(templateFile), assetPath), properties: output.Properties }];
  });
  const [found, ...others] = functions;
  if (found === undefined || others.length > 0)
    throw new Error(`sam finds ${functions.length} functions named ${constructId}, expected 1`);
  return found;
}

/**
 * The environment that sam gives a function: sam's own variables and the template's. What the file of `--env-vars`
 * has goes before what the template has, and whatever the template does not have is left out.
 */
export function samEnvironment(
  { name, codePath, properties }: SamFunction,
  envVars: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { Handler, MemorySize, Runtime, Timeout, Environment } = properties;
  const variables = Object.entries(Environment.Variables).map(([variable, value]) => [
    variable,
    envVars[variable] ?? samValue(value),
  ]);
  return {
    AWS_SAM_LOCAL: 'true',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_FUNCTION_TIMEOUT: String(Timeout),
    AWS_LAMBDA_FUNCTION_HANDLER: Handler,
    AWS_LAMBDA_LOG_GROUP_NAME: `aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '$LATEST',
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

/** Invokes a function with a request of API Gateway; see {@link samInvoke}. */
export async function samAsk(...invocation: Parameters<typeof samInvoke>): Promise<SamAnswer> {
  const { statusCode, body } = v.parse(Answer, await samInvoke(...invocation));
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
    const [answer] = await Promise.race([once(container, 'message'), ended]);
    return answer;
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
