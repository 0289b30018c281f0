/** A value that HCL can write as a literal. */
export type Literal =
  | string
  | number
  | boolean
  | readonly Literal[]
  | { readonly [key: string]: Literal | undefined };

/** An HCL literal, with one line for each item of a list or object. An undefined member is left out. */
export function literal(value: Literal): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) return enclose('[', value.map((item) => `${literal(item)},`).join('\n'), ']');
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [[key, literal(member)]],
  );
  return object(Object.fromEntries(members));
}

/** An object of expressions, for example `{ queues = genesyscloud_integration_action.queues.id }`. */
export function object(expressions: Readonly<Record<string, string>>): string {
  return enclose('{', attributes(expressions), '}');
}

/** A block, for example `variable "api_key" { … }`. The parts of its body are separated by blank lines. */
export function block(header: string, ...body: readonly string[]): string {
  return `${header} ${enclose('{', body.join('\n\n'), '}')}`;
}

/** Attributes of a block or an object, formatted as by `terraform fmt`. The values are HCL expressions. */
export function attributes(expressions: Readonly<Record<string, string>>): string {
  const rows = Object.entries(expressions).map(([name, value]) => ({ key: keyOf(name), value }));
  return alignedRuns(rows)
    .flatMap((run) => {
      const width = Math.max(...run.map(({ key }) => key.length));
      return run.map(({ key, value }) => `${key.padEnd(width)} = ${value}`);
    })
    .join('\n');
}

/** A string literal. Escapes `${` as `$${`, so that Terraform does not evaluate the variables of a Velocity template. */
export function quote(text: string): string {
  return JSON.stringify(text)
    .replaceAll(/\\(.)/g, (pair, letter: string) => HCL_ESCAPES[letter] ?? pair)
    .replaceAll(/([$%])\{/g, '$1$1{');
}

/** JSON's escapes that HCL does not have. */
const HCL_ESCAPES: Readonly<Record<string, string>> = { b: '\\u0008', f: '\\u000c' };

interface Row {
  readonly key: string;
  readonly value: string;
}

/** `terraform fmt` aligns the equals signs of neighbours, except those of an expression with several lines. */
function alignedRuns(rows: readonly Row[]): Row[][] {
  const runs: Row[][] = [];
  let wasMultiline = true;
  for (const row of rows) {
    const isMultiline = row.value.includes('\n');
    if (isMultiline || wasMultiline) runs.push([row]);
    else runs.at(-1)?.push(row);
    wasMultiline = isMultiline;
  }
  return runs;
}

function keyOf(name: string): string {
  // `{ for … }` begins an expression.
  return /^(?!for$)[A-Za-z_][\w-]*$/.test(name) ? name : quote(name);
}

function enclose(open: string, body: string, close: string): string {
  return body === '' ? `${open}${close}` : `${open}\n${body.replaceAll(/^(?=.)/gm, '  ')}\n${close}`;
}

function isList(value: Literal): value is readonly Literal[] {
  return Array.isArray(value);
}
