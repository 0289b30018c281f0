import { resolveValue } from './template-value.ts';

/** The variables that Lambda sets in every function. */
const OF_LAMBDA = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'token',
};

/** Names that Lambda rejects in a template because it sets them ("Defined runtime environment variables"). */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_REGION|REGION|EXECUTION_ENV|ACCESS_KEY(_ID)?|SECRET_ACCESS_KEY|SESSION_TOKEN|XRAY_.*|LAMBDA_(FUNCTION_.*|INITIALIZATION_TYPE|LOG_.*|RUNTIME_API))|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
const NAME = /^[A-Za-z][A-Za-z0-9_]+$/;
const LIMIT_BYTES = 4096;

/** An ARN with six random characters, as Secrets Manager creates it. */
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:GenesysSecret-AbCdEf';

/**
 * The environment of a deployed function with these variables in its template. Throws a RangeError for variables that
 * Lambda rejects: a reserved or invalid name, or more than 4 KB in total.
 */
export function functionEnvironment(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(variables).map(([name, value]) => [
    name,
    resolveValue(value, (logicalId, attribute) => {
      if (attribute?.endsWith('Address')) return 'master.cache.abc123.euw1.cache.amazonaws.com';
      return /Secret/.test(logicalId) ? SECRET_ARN : 'genesys-data-action-cache-prod';
    }),
  ]);
  for (const name of Object.keys(variables))
    if (RESERVED.test(name) || !NAME.test(name)) throw new RangeError(`Lambda refuses the variable ${name}`);
  const own: Record<string, string> = Object.fromEntries(entries);
  const bytes = Buffer.byteLength(JSON.stringify(own));
  if (bytes > LIMIT_BYTES) throw new RangeError(`the variables are ${bytes} bytes, over ${LIMIT_BYTES}`);
  return { ...OF_LAMBDA, ...own };
}
