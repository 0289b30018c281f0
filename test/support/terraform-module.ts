import { parse } from '@cdktn/hcl2json';
import * as v from 'valibot';

/** A block's body: a value for each attribute, and a list with a body for each nested block. */
const Body = v.record(v.string(), v.unknown());
export type Body = v.InferOutput<typeof Body>;

const Module = v.strictObject({
  terraform: v.tuple([Body]),
  locals: v.tuple([Body]),
  variable: v.record(v.string(), v.tuple([Body])),
  resource: v.record(v.string(), v.record(v.string(), v.tuple([Body]))),
  output: v.record(v.string(), v.tuple([Body])),
});
export type TerraformModule = v.InferOutput<typeof Module>;

/** A Terraform module, read by HashiCorp's HCL parser. Strings are as in Terraform's JSON syntax: `${…}` is a reference. */
export async function parseModule(hcl: string): Promise<TerraformModule> {
  return v.parse(Module, await parse('main.tf', hcl));
}

/** The resources by address, for example `genesyscloud_integration.cache`. */
export function resourcesOf({ resource }: TerraformModule): Map<string, { type: string; body: Body }> {
  return new Map(
    Object.entries(resource).flatMap(([type, resources]) =>
      Object.entries(resources).map(([label, [body]]) => [`${type}.${label}`, { type, body }] as const),
    ),
  );
}

/** The references in a string, for example `var.api_url`. */
export function referencesOf(text: string): string[] {
  return Array.from(text.matchAll(/(?<!\$)\$\{([\w.]+)\}/g), ([, reference = '']) => reference);
}

/** What Terraform makes of a value without references: strings without escapes, and JSON for `jsonencode(…)`. */
export async function evaluate(value: unknown): Promise<unknown> {
  if (typeof value === 'string') {
    const [, encoded] = /^\$\{jsonencode\((.*)\)\}$/s.exec(value) ?? [];
    if (encoded === undefined) return withoutEscapes(value);
    return evaluate(
      v.parse(v.object({ encoded: v.unknown() }), await parse('', `encoded = ${encoded}`)).encoded,
    );
  }
  if (Array.isArray(value)) return Promise.all(value.map(evaluate));
  if (!v.is(Body, value)) return value;
  const members = Object.entries(value).map(async ([key, member]) => [
    withoutEscapes(key),
    await evaluate(member),
  ]);
  return Object.fromEntries(await Promise.all(members));
}

function withoutEscapes(text: string): string {
  return text.replaceAll(/([$%])\1\{/g, '$1{');
}
