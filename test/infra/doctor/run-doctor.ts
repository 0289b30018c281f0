import { parseStackConfig } from '../../../infra/config.ts';
import { type CheckResult, examine } from '../../../infra/doctor/examine.ts';

/** All results for a configuration. By default there is no deadline. */
export async function runDoctor(
  context: Readonly<Record<string, string>> = {},
  startDeadline = () => new AbortController().signal,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const result of examine(parseStackConfig(context), startDeadline)) results.push(result);
  return results;
}

/** The name of the check and its outcome, for example `VPCs ok`. */
export function briefly({ name, outcome }: CheckResult): string {
  return `${name} ${outcome}`;
}
