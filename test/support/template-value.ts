/** The value that CloudFormation inserts for a reference, by logical id and attribute. */
export type Deployed = (logicalId: string, attribute?: string) => string;

/**
 * A value of a template as text, with `Ref`, `Fn::GetAtt` and `Fn::Join` resolved like CloudFormation. Throws a
 * TypeError for any other function.
 */
export function resolveValue(value: unknown, deployed: Deployed): string {
  if (typeof value === 'string') return value;
  if (isRecord(value)) {
    const { Ref: ref, 'Fn::GetAtt': getAtt, 'Fn::Join': join } = value;
    if (typeof ref === 'string') return deployed(ref);
    if (Array.isArray(getAtt)) return deployed(String(getAtt[0]), String(getAtt[1]));
    if (Array.isArray(join)) {
      const [separator, parts] = join as [string, unknown[]];
      return parts.map((part) => resolveValue(part, deployed)).join(separator);
    }
  }
  throw new TypeError(`cannot resolve ${JSON.stringify(value)}`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
