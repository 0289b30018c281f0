import { render } from 'velocityjs';

/**
 * Renders a template as Apache Velocity does in Genesys, with its `$esc.jsonString`.
 *
 * Java has only null, but velocityjs prints JavaScript's null as text, so null becomes undefined. Velocity does not
 * call a Java method with an argument of the wrong type and prints the reference unchanged. The output was compared
 * with Velocity 1.7 and Commons Lang's escapeJson for the same templates and inputs.
 *
 * Throws for constructs that were not compared: directives, and properties and methods of values, which are
 * JavaScript's here and Java's in Genesys.
 */
export function renderVelocity(template: string, context: Readonly<Record<string, unknown>>): string {
  const unsupported = NOT_COMPARED.exec(template)?.[0];
  if (unsupported !== undefined)
    throw new SyntaxError(`${unsupported} was not compared with Apache Velocity`);
  const esc = { jsonString: (text: unknown) => (typeof text === 'string' ? escapeJson(text) : undefined) };
  return render(template, { ...withoutNulls(context), esc });
}

/** A directive or comment, a reference of three names or with an index, or a call of anything but `$esc.jsonString`. */
const NOT_COMPARED =
  /#[\w{[*#@].*|\$!?\{?\w+(\.\w+){2}|\$!?\{?\w+(\.\w+)?\[|\$!?\{?(?!esc\.jsonString\()\w+\.\w+\(/;

function withoutNulls(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null)
      .map(([key, part]) => [key, isRecord(part) ? withoutNulls(part) : part]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As Commons Lang writes it: slashes escaped too, and all that is not ASCII as \uXXXX. */
function escapeJson(text: string): string {
  return text.replaceAll(/["\\/]|[^ -~]/g, (unit) => `\\${SHORT_ESCAPES[unit] ?? longEscape(unit)}`);
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
};

function longEscape(unit: string): string {
  return `u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
