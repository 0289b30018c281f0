import * as v from 'valibot';

const PlainValue = v.union([v.string(), v.number(), v.boolean(), v.null()]);
const AnyCase = v.strictObject({ 'equals-ignore-case': v.string() });
const Prefix = v.strictObject({ prefix: v.union([v.string(), AnyCase]) });
const Choices = v.pipe(v.array(v.union([PlainValue, Prefix])), v.minLength(1));
const Fields = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'expected an object'),
  v.record(v.string(), v.unknown()),
);
const Pattern = v.pipe(Fields, v.minEntries(1));

/**
 * Whether an EventBridge rule with this pattern matches an event: the event must have every field of the pattern at the
 * same path, with a value equal to one of the choices, case-sensitively. In a list, one item must match. Throws for a
 * pattern that EventBridge rejects and for comparison operators other than `prefix`, which may ignore case.
 */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  const fields = Object.entries(v.parse(Pattern, pattern)).map(([name, expected]) => {
    const actual = fieldOf(event, name);
    if (!Array.isArray(expected)) return matchesPattern(expected, actual);
    const choices = v.parse(Choices, expected);
    const values = Array.isArray(actual) ? actual : [actual];
    return values.some((value) => choices.some((choice) => matchesChoice(choice, value)));
  });
  return fields.every((isMatch) => isMatch);
}

function fieldOf(event: unknown, name: string): unknown {
  const { success, output } = v.safeParse(Fields, event);
  return success && Object.hasOwn(output, name) ? output[name] : undefined;
}

function matchesChoice(choice: v.InferOutput<typeof Choices>[number], value: unknown): boolean {
  if (!v.is(Prefix, choice)) return choice === value;
  if (typeof value !== 'string') return false;
  const { prefix } = choice;
  if (typeof prefix === 'string') return value.startsWith(prefix);
  return value.toLowerCase().startsWith(prefix['equals-ignore-case'].toLowerCase());
}
