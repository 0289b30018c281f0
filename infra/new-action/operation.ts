import type { SdkDeclarations } from './sdk-declarations.ts';
import type { SdkMethod } from './sdk-methods.ts';
import type { SdkType } from './sdk-type.ts';

/** A parameter of an operation. */
export interface OperationParameter {
  readonly name: string;
  readonly type: SdkType;
  readonly sentIn: 'path' | 'query' | 'elsewhere';
  /** A required parameter is an argument of the method, in this order; the others are options. */
  readonly isRequired: boolean;
  /** The SDK's description, in one line; may be empty. */
  readonly description: string;
}

/** A method of the SDK that sends one request. */
export interface Operation {
  /** For example `getRoutingSkills`. */
  readonly name: string;
  /** For example `RoutingApi`. */
  readonly apiClass: string;
  readonly httpMethod: string;
  /** For example `/api/v2/routing/skills`. */
  readonly path: string;
  /** The SDK's description, in one line; may be empty. */
  readonly description: string;
  readonly parameters: readonly OperationParameter[];
  readonly result: SdkType;
}

/** The operations of an API class: what index.d.ts declares, and what its source documents. */
export function operationsOf(
  apiClass: string,
  { methods }: Pick<SdkDeclarations, 'methods'>,
  sources: readonly SdkMethod[],
): Operation[] {
  return sources.flatMap((source) => {
    const { name, httpMethod, path, description } = source;
    const signature = methods.get(`${apiClass}.${name}`);
    if (signature === undefined) return [];
    const parameters = [...signature.args, ...signature.options]
      .filter((parameter) => parameter.name !== 'customHeaders')
      .map((parameter) => ({
        ...parameter,
        sentIn: sentIn(source, parameter.name),
        description: source.descriptions.get(parameter.name) ?? '',
      }));
    return [{ name, apiClass, httpMethod, path, description, parameters, result: signature.result }];
  });
}

function sentIn({ inPath, inQuery }: SdkMethod, name: string): OperationParameter['sentIn'] {
  if (inPath.includes(name)) return 'path';
  return inQuery.includes(name) ? 'query' : 'elsewhere';
}
