/** What an answer depends on: entities of one type in Genesys, those with these ids or any of them. */
export interface DependsOn {
  /** As Genesys' audit events name it, for example `Queue`. */
  readonly entityType: string;
  /** As the parameters of data actions have them. */
  readonly ids: readonly string[] | 'any';
}
