import { type StackConfig, stackNameOf } from '../config.ts';
import { type Difference, differencesFromDefaults, differencesOf } from './differences.ts';
import type { Deployed } from './read.ts';

/** What a deployment prints before it starts, and the reason if it must not start. */
interface Report {
  readonly text: string;
  readonly stop: string | undefined;
}

/**
 * Compares a configuration with the deployed one. The deployment has to stop if a change replaces or loses something, unless
 * `replace` has its key, and if the deployed configuration is not known.
 */
export function reportOf(deployed: Deployed, config: StackConfig, replace: readonly string[]): Report {
  const name = stackNameOf(config.stage);
  if (deployed.kind === 'unknown') return { text: '', stop: unknown(name, deployed.reason) };
  if (deployed.kind === 'none') {
    const { account, region } = deployed.target;
    const first = `${name} is not deployed yet in ${region} of the account ${account}.`;
    return { text: `${first}\n${fromDefaults(config)}`, stop: undefined };
  }
  const differences = differencesOf(deployed.values, config);
  if (differences.length === 0)
    return { text: `The deployed ${name} has the same configuration.\n`, stop: undefined };
  const lines = linesOf(differences, ({ deployed: before = UNSET, next = UNSET, effect }) =>
    effect === undefined ? [`${before} -> ${next}`] : [`${before} -> ${next}`, `! ${effect}`],
  );
  const refused = differences.filter(({ key, effect }) => effect !== undefined && !replace.includes(key));
  return {
    text: `What differs from the deployed configuration of ${name}:\n${lines}`,
    stop: refused.length === 0 ? undefined : refusal(refused),
  };
}

const UNSET = '(not set)';

function fromDefaults(config: StackConfig): string {
  const differences = differencesFromDefaults(config);
  if (differences.length === 0) return `Every key has its default for ${config.stage}.\n`;
  const lines = linesOf(differences, ({ next = UNSET }) => [next]);
  return `What differs from the defaults for ${config.stage}:\n${lines}`;
}

/** A line with the key, which starts with the first text, and a line for each further text. */
function linesOf(
  differences: readonly Difference[],
  textsOf: (difference: Difference) => readonly string[],
): string {
  const width = Math.max(...differences.map(({ key }) => key.length));
  return differences
    .flatMap((difference) =>
      textsOf(difference).map((text, index) => {
        const name = index === 0 ? difference.key : '';
        return `  ${name.padEnd(width)}  ${text}\n`;
      }),
    )
    .join('');
}

function unknown(name: string, reason: string): string {
  return `The deployed configuration of ${name} is unknown: ${reason}. To deploy without a comparison, add -c compare=false`;
}

function refusal(refused: readonly Difference[]): string {
  const keys = refused.map(({ key }) => key).join(',');
  return `The deployment would replace or lose something: see the lines with ! above. To allow this, add -c replace=${keys}`;
}
