import * as v from 'valibot';
import providerSchema from './provider-schema.json' with { type: 'json' };
import type { Body } from './terraform-module.ts';

const Attribute = v.strictObject({
  type: v.union([v.picklist(['string', 'number', 'bool']), v.tuple([v.literal('map'), v.literal('string')])]),
  required: v.optional(v.literal(true)),
  optional: v.optional(v.literal(true)),
  computed: v.optional(v.literal(true)),
  sensitive: v.optional(v.literal(true)),
  limit: v.optional(
    v.union([
      v.strictObject({ oneOf: v.array(v.string()) }),
      v.strictObject({ length: v.tuple([v.number(), v.number()]) }),
      v.strictObject({ range: v.tuple([v.number(), v.number()]) }),
    ]),
  ),
});
type Attribute = v.InferOutput<typeof Attribute>;

interface Block {
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly block_types?:
    | Readonly<Record<string, { readonly max_items: number; readonly block: Block }>>
    | undefined;
}

const Block: v.GenericSchema<unknown, Block> = v.strictObject({
  attributes: v.record(v.string(), Attribute),
  block_types: v.optional(
    v.record(
      v.string(),
      v.strictObject({ nesting_mode: v.literal('list'), max_items: v.number(), block: v.lazy(() => Block) }),
    ),
  ),
});

const RESOURCES = v.parse(
  v.record(v.string(), v.strictObject({ block: Block })),
  providerSchema.resource_schemas,
);

/** What the provider would not accept in a resource, for example `name: missing`. */
export function schemaProblems(type: string, body: Body): string[] {
  const schema = RESOURCES[type];
  return schema === undefined ? [`${type}: unknown resource`] : blockProblems(schema.block, body, '');
}

/** The attributes of a resource or a nested block that hold secrets, for example `fields`. */
export function isSensitive(type: string, attribute: string): boolean {
  return RESOURCES[type]?.block.attributes[attribute]?.sensitive === true;
}

function blockProblems({ attributes, block_types = {} }: Block, body: Body, path: string): string[] {
  const unknown = Object.keys(body).filter((name) => !(name in attributes) && !(name in block_types));
  return [
    ...unknown.map((name) => `${path}${name}: unknown`),
    ...Object.entries(attributes).flatMap(([name, attribute]) =>
      attributeProblems(attribute, body[name]).map((problem) => `${path}${name}: ${problem}`),
    ),
    ...Object.entries(block_types).flatMap(([name, { max_items, block }]) => {
      const bodies = body[name] ?? [];
      if (!v.is(v.array(v.record(v.string(), v.unknown())), bodies)) return [`${path}${name}: not a block`];
      const problems = bodies.flatMap((nested) => blockProblems(block, nested, `${path}${name}.`));
      return bodies.length > max_items ? [`${path}${name}: more than ${max_items}`, ...problems] : problems;
    }),
  ];
}

function attributeProblems({ type, required, optional, limit }: Attribute, value: unknown): string[] {
  if (value === undefined) return required ? ['missing'] : [];
  if (!required && !optional) return ['read-only'];
  const expected = { string: v.string(), number: v.number(), bool: v.boolean() };
  const isOfType = v.is(typeof type === 'string' ? expected[type] : v.record(v.string(), v.string()), value);
  if (!isOfType) return [`not a ${typeof type === 'string' ? type : type.join(' of ')}`];
  return limit === undefined || isWithin(limit, value) ? [] : ['out of range'];
}

function isWithin(limit: NonNullable<Attribute['limit']>, value: unknown): boolean {
  if ('oneOf' in limit) return limit.oneOf.some((allowed) => allowed === value);
  const [min, max] = 'length' in limit ? limit.length : limit.range;
  const size = typeof value === 'string' ? value.length : Number(value);
  return size >= min && size <= max;
}
