/** What an answer is made of: when such a thing changes in Genesys, the answer may be out of date. */
export interface Dependency<Question> {
  /** As Genesys' audit events name it, for example `Queue`. */
  entityType: string;
  /** The ids that matter to a question; absent or undefined: any of that type may. */
  ids?(question: Question): readonly string[] | undefined;
}

/** A dependency of one question; ids are normalised as the question's parameters are. */
export interface ResolvedDependency {
  readonly entityType: string;
  readonly ids: readonly string[] | 'any';
}

/** What the answer to a question depends on. */
export function resolveDependencies<Question>(
  dependencies: readonly Dependency<Question>[],
  question: Question,
): ResolvedDependency[] {
  return dependencies.map(({ entityType, ids }) => ({ entityType, ids: ids?.(question) ?? 'any' }));
}
