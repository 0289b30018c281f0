/** What CloudFormation would put in for each reference: by the logical id, with the attribute if there is one. */
export type Deployed = (logicalId: string, attribute?: string) => string;

/**
 * A template's value as text, its `Ref`, `Fn::GetAtt` and `Fn::Join` replaced as CloudFormation does. Throws a
 * TypeError for every other function.
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
