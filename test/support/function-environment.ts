import { resolveValue } from './template-value.ts';

/** What Lambda itself puts into every function's environment. */
const OF_LAMBDA = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  AWS_SESSION_TOKEN: 'token',
};

/** A secret's ARN as Secrets Manager makes it, with its six random characters. */
export const SECRET_ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:GenesysSecret-AbCdEf';

/** The environment that a deployed function would see, from the variables in its template. */
export function functionEnvironment(variables: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(variables).map(([name, value]) => [
    name,
    resolveValue(value, (logicalId, attribute) => {
      if (attribute?.endsWith('Address')) return 'master.cache.abc123.euw1.cache.amazonaws.com';
      return /Secret/.test(logicalId) ? SECRET_ARN : 'genesys-data-action-cache-prod';
    }),
  ]);
  return { ...OF_LAMBDA, ...Object.fromEntries(entries) };
}
