import * as v from 'valibot';
import type { DataAction } from '../../lambda/actions/define.ts';
import { defaultOf, isRequired } from '../../lambda/actions/parameters.ts';

/** Requests that make the same calls and whose entries depend on the same entities. */
export interface RequestKind {
  /** Their parameters, for example ``with `queueId` ``. */
  readonly when: string;
  /** The names of the SDK methods that a miss calls in any case. */
  readonly calls: readonly string[];
  /** The entities whose changes invalidate the entry, for example ``any `Queue` ``. */
  readonly tags: readonly string[];
}

/** Some of these are valid for almost any parameter. */
const VALUES = [
  'ef871c05-3104-464f-a268-17ded0a21903',
  '1',
  'true',
  'person@example.com',
  '+13175550100',
  '2026-01-12T09:00:00Z',
];

type Names = ReadonlySet<string>;

/** The kinds of requests, found by trying sets of parameters; a parameter without a known value is left out. */
export function requestKinds(action: DataAction): RequestKind[] {
  const kinds = new Map<string, { calls: readonly string[]; tags: readonly string[]; sets: Names[] }>();
  for (const parameters of parameterSets(action)) {
    const request = parsed(action, parameters);
    if (request === undefined) continue;
    const calls = request.call.operations.map(({ name }) => name);
    const tags = request.invalidatedBy.map(({ entityType, ids }) =>
      ids === 'any' ? `any \`${entityType}\`` : `requested \`${entityType}\``,
    );
    const key = JSON.stringify([calls, tags]);
    const { sets } = kinds.get(key) ?? { sets: [] };
    kinds.set(key, { calls, tags, sets: [...sets, new Set(Object.keys(parameters))] });
  }
  const all = [...kinds.values()];
  return all.map((kind) => ({
    calls: kind.calls,
    tags: kind.tags,
    when: condition(
      kind.sets,
      all.filter((other) => other !== kind).flatMap(({ sets }) => sets),
    ),
  }));
}

function parsed(action: DataAction, parameters: object): ReturnType<DataAction['parse']> | undefined {
  try {
    return action.parse(parameters);
  } catch {
    return undefined;
  }
}

/** With more optional parameters, not every set of them is tried: each one doubles the number of sets. */
const MAX_EXHAUSTIVE = 10;

/** Sets of parameters with a value for each, larger sets first. */
function parameterSets({ contract, parameters }: DataAction): Record<string, unknown>[] {
  const known = Object.entries(contract.inputs).flatMap(([name, { example }]) => {
    const schema = parameters[name];
    const value = [example, defaultOf(schema), ...VALUES].find(
      (candidate) => candidate !== undefined && schema !== undefined && v.is(schema, candidate),
    );
    return value === undefined ? [] : [[name, value] as const];
  });
  const optional = known.map(([name]) => name).filter((name) => !isRequired(parameters[name]));
  const absences = optional.length > MAX_EXHAUSTIVE ? almostNoneOrAll(optional) : subsets(optional);
  return absences.map((absent) => Object.fromEntries(known.filter(([name]) => !absent.includes(name))));
}

function subsets(names: readonly string[]): string[][] {
  return names.reduce<string[][]>((sets, name) => sets.flatMap((set) => [set, [...set, name]]), [[]]);
}

/** The sets of at most two names, and those of all names but at most two. */
function almostNoneOrAll(names: readonly string[]): string[][] {
  const pairs = names.flatMap((name, index) => names.slice(index + 1).map((other) => [name, other]));
  const few = [[], ...names.map((name) => [name]), ...pairs];
  return [...few, ...few.map((kept) => names.filter((name) => !kept.includes(name)))];
}

/** What tells these sets of parameters from the others. */
function condition(sets: readonly Names[], others: readonly Names[]): string {
  if (others.length === 0) return 'any';
  const names = [...new Set([...sets, ...others].flatMap((set) => [...set]))];
  const always = names.filter((name) => sets.every((set) => set.has(name)));
  const given = always.filter((name) => !others.every((set) => set.has(name)));
  const isEnough = given.length > 0 && !others.some((set) => given.every((name) => set.has(name)));
  const missing = isEnough ? [] : names.filter((name) => !sets.some((set) => set.has(name)));
  return [listed('with', given), listed('without', missing)].filter((part) => part !== '').join(', ');
}

function listed(word: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${word} ${names.map((name) => `\`${name}\``).join(' and ')}`;
}
