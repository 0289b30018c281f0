import { UsageError } from '../command.ts';

/** Names that the new constant cannot have: reserved words, and identifiers that the files already use. */
const RESERVED =
  'accepts all arguments assert await body break case catch class const continue data decimal defineDataAction ' +
  'dataActions debugger default delete do else enum eval exampleOf export extends false finally flag for function ' +
  'globalThis id if implements import in instanceof integer interface joinedList least let new null optionalFlag ' +
  'optionalNumber optionalText package pathSegment present private problemsOf protected public request return sample ' +
  'sampleRoute sampleRoutes send sent static super switch test text textList this throw true try typeof undefined v ' +
  'var void while with yield';

const MAX_CHARACTERS = 40;

/** The name of the constant, for example `agentSkills` for `agent-skills`. Throws for a name that cannot be used. */
export function constantOf(name: string): string {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name) || name.length > MAX_CHARACTERS)
    throw new UsageError(
      `the name is ${JSON.stringify(name)}, expected lower-case words joined by hyphens, such as agent-skills, of at most ${MAX_CHARACTERS} characters`,
    );
  const constant = name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (RESERVED.split(' ').includes(constant))
    throw new UsageError(
      `the name is ${JSON.stringify(name)}, expected a name that is neither reserved nor already used in its files`,
    );
  return constant;
}
