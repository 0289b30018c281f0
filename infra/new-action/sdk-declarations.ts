import { readType, type SdkType } from './sdk-type.ts';

/** A property of a model, or an argument of a method. */
export interface SdkProperty {
  readonly name: string;
  readonly type: SdkType;
  readonly isRequired: boolean;
}

/** A method of an API class. */
interface SdkSignature {
  /** The arguments before the last, which holds the options. */
  readonly args: readonly SdkProperty[];
  readonly options: readonly SdkProperty[];
  readonly result: SdkType;
}

/** The properties of each model, by its name. */
export type SdkModels = ReadonlyMap<string, readonly SdkProperty[]>;

/** What the SDK's index.d.ts declares. */
export interface SdkDeclarations {
  /** By API class and name, for example `RoutingApi.getRoutingSkills`: several classes may have the same method. */
  readonly methods: ReadonlyMap<string, SdkSignature>;
  readonly models: SdkModels;
}

const BLOCK = /^declare (class|namespace) (\w+)/;
const METHOD = /^\s+(\w+)\((.*)\): Promise<(.+)>;$/;
const INTERFACE = /^\texport interface (\w+) \{\s*$/;
const PROPERTY = /^\t\t"([^"]+)"(\??): (.+);$/;

/**
 * Reads the SDK's index.d.ts line by line: the file is generated, and each method, interface and property has a line of
 * its own. Throws for a line of another form inside an interface, rather than miss a property.
 */
export function readDeclarations(text: string): SdkDeclarations {
  const signatures: { name: string; apiClass: string; args: string; result: string }[] = [];
  /** By namespace and name. */
  const interfaces = new Map<string, SdkProperty[]>();
  let block = '';
  let current: SdkProperty[] | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (current !== undefined) {
      if (line === '\t}') current = undefined;
      else if (line.trim() !== '') current.push(readProperty(line, index + 1));
      continue;
    }
    const [, , name] = BLOCK.exec(line) ?? [];
    if (name !== undefined) block = name;
    const [, interfaceName] = INTERFACE.exec(line) ?? [];
    if (interfaceName !== undefined) {
      current = [];
      interfaces.set(`${block}.${interfaceName}`, current);
    }
    const [, method, args = '', result = ''] = METHOD.exec(line) ?? [];
    if (method !== undefined && block.endsWith('Api'))
      signatures.push({ name: method, apiClass: block, args, result });
  }
  const methods = signatures.map(({ name, apiClass, args, result }) => {
    const options = interfaces.get(`${apiClass}.${name}Options`) ?? [];
    const signature = { args: readArguments(args), options, result: readType(result) };
    return [`${apiClass}.${name}`, signature] as const;
  });
  return { methods: new Map(methods), models: modelsOf(interfaces) };
}

function readProperty(line: string, lineNumber: number): SdkProperty {
  const [, name, optional, type] = PROPERTY.exec(line) ?? [];
  if (name === undefined || type === undefined)
    throw new Error(`line ${lineNumber} of the SDK's index.d.ts is ${line.trim()}, expected a property`);
  return { name, type: readType(type), isRequired: optional === '' };
}

/** The arguments without `opts`, for example of `queueId: string, opts?: RoutingApi.getRoutingQueueOptions`. */
function readArguments(text: string): SdkProperty[] {
  return text
    .split(', ')
    .filter((argument) => argument !== '' && !argument.startsWith('opts?: '))
    .map((argument) => {
      const [name = '', type = ''] = argument.split(/: (.*)/s);
      return { name, type: readType(type), isRequired: true };
    });
}

function modelsOf(interfaces: ReadonlyMap<string, readonly SdkProperty[]>): SdkModels {
  const PREFIX = 'Models.';
  return new Map(
    Array.from(interfaces)
      .filter(([name]) => name.startsWith(PREFIX))
      .map(([name, properties]) => [name.slice(PREFIX.length), properties]),
  );
}
