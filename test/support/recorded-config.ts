import { parseStackConfig } from '../../infra/config.ts';

/** A configuration as the metadata of a deployed template has it: as JSON, without what is not set. */
export function recordedConfig(context: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { stage: _, ...values } = parseStackConfig(context);
  return JSON.parse(JSON.stringify(values));
}
