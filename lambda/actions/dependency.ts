/** What an entry depends on: entities of one type in Genesys, those with these ids or any of them. */
export interface DependsOn {
  /** As in Genesys' audit events, for example `Queue`. */
  readonly entityType: string;
  /** As in the parameters of data actions. */
  readonly ids: readonly string[] | 'any';
}

/** What an answer is made of: when such a thing changes in Genesys, the answer may be out of date. */
export interface Dependency<Question> {
  /** As Genesys' audit events name it, for example `Queue`. */
  entityType: string;
  /** The ids that matter to a question; absent or undefined: any of that type may. */
  ids?(question: Question): readonly string[] | undefined;
}

/** What the answer to a question depends on. */
export function resolveDependencies<Question>(
  dependencies: readonly Dependency<Question>[],
  question: Question,
): DependsOn[] {
  return dependencies.map(({ entityType, ids }) => ({ entityType, ids: ids?.(question) ?? 'any' }));
}
