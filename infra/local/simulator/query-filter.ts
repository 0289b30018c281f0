import * as v from 'valibot';

const Predicate = v.looseObject({
  type: v.optional(v.literal('dimension')),
  dimension: v.picklist(['queueId', 'mediaType']),
  operator: v.optional(v.literal('matches')),
  value: v.string(),
});
const conditions = {
  type: v.picklist(['and', 'or']),
  predicates: v.optional(v.array(Predicate), []),
};
const Clause = v.looseObject(conditions);

/** The filter of an analytics query, by queue and media type. */
export const Filter = v.looseObject({ ...conditions, clauses: v.optional(v.array(Clause), []) });

/** What a group of figures is about. */
export interface Group {
  readonly queueId: string;
  readonly mediaType?: string;
}

/** Whether a filter selects a group. */
export function isWanted(group: Group, { type, predicates, clauses }: v.InferOutput<typeof Filter>): boolean {
  const met = [
    ...predicates.map((predicate) => isMet(group, predicate)),
    ...clauses.map((clause) => isWanted(group, { ...clause, clauses: [] })),
  ];
  return type === 'and' ? met.length > 0 && met.every(Boolean) : met.some(Boolean);
}

function isMet(group: Group, { dimension, value }: v.InferOutput<typeof Predicate>): boolean {
  return group[dimension]?.toLowerCase() === value.toLowerCase();
}
