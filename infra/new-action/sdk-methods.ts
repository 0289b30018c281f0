import { capitalized } from './words.ts';

/** What the source of an SDK method documents and sends. */
export interface SdkMethod {
  readonly name: string;
  /** In one line; may be empty. */
  readonly description: string;
  /** For example `GET`. */
  readonly httpMethod: string;
  /** For example `/api/v2/routing/skills/{skillId}`. */
  readonly path: string;
  /** The description of each argument and option; may be empty. */
  readonly descriptions: ReadonlyMap<string, string>;
  /** The arguments and options that are sent in the path and in the query. */
  readonly inPath: readonly string[];
  readonly inQuery: readonly string[];
}

const CALL = /callApi\(\s*'([^']+)',\s*'([A-Z]+)',\s*(\{.*\}),\s*(\{.*\}),/;
const PARAMETER = /^@param \{.*?\} (\S+) ?(.*)$/;
/** A member such as `'id': this.apiClient.buildCollectionParam(opts['id'], 'multi')`, or `'skillId': skillId`. */
const MEMBER = /'[^']+': (?:this\.apiClient\.buildCollectionParam\()?(?:opts\['([^']+)'\]|(\w+))/g;

/** Reads the methods of an API class from its source, which is generated: each follows its own comment. */
export function readMethods(source: string): SdkMethod[] {
  return source.split('\n\t/**\n').flatMap((chunk) => {
    const [comment = '', code = ''] = chunk.split(/\n\t \*\/\n/, 2);
    const [, name] = /^\t(\w+)\(/.exec(code) ?? [];
    const [, path, httpMethod, inPath = '', inQuery = ''] = CALL.exec(code) ?? [];
    if (name === undefined || path === undefined || httpMethod === undefined) return [];
    const call = { name, path, httpMethod, inPath: membersOf(inPath), inQuery: membersOf(inQuery) };
    return [{ ...call, ...readComment(comment) }];
  });
}

function readComment(comment: string): Pick<SdkMethod, 'description' | 'descriptions'> {
  const lines = comment.split('\n').map((line) => line.replace(/^\t \* ?/, '').trim());
  const start = lines.findIndex((line) => line.startsWith('@param'));
  const described = (start < 0 ? lines : lines.slice(0, start)).filter((line) => line !== '');
  const isDeprecated = lines.includes('@deprecated') && !/\bdeprecated\b/i.test(described.join(' '));
  const description = paragraphOf([...described, ...(isDeprecated ? ['Deprecated.'] : [])]);
  const descriptions = lines.flatMap((line) => {
    const [, name, text = ''] = PARAMETER.exec(line) ?? [];
    return name === undefined ? [] : [[name.replace(/^opts\./, ''), text.trim()] as const];
  });
  return { description, descriptions: new Map(descriptions) };
}

/** Each line is a text of its own, often without a full stop. */
function paragraphOf(lines: readonly string[]): string {
  return lines
    .map((line, index) => {
      const isLast = index === lines.length - 1;
      return (index === 0 ? line : capitalized(line)) + (isLast || /[.!?:;,]$/.test(line) ? '' : '.');
    })
    .join(' ');
}

function membersOf(literal: string): string[] {
  return Array.from(literal.matchAll(MEMBER), ([, option, argument]) => option ?? argument ?? '');
}
