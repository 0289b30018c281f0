import * as v from 'valibot';
import { optionalNumber, sparse } from './body.ts';

const Metric = v.looseObject({
  metric: v.string(),
  stats: v.nullish(
    v.looseObject({
      count: optionalNumber,
      sum: optionalNumber,
      numerator: optionalNumber,
      denominator: optionalNumber,
    }),
  ),
});

const Interval = v.looseObject({ metrics: v.nullish(v.array(Metric), []) });

const Group = v.looseObject({
  group: v.looseObject({ queueId: v.string() }),
  data: v.nullish(v.array(Interval), []),
});

/** The interval that was requested, and the response to the query for it. */
export const AggregatesBody = v.object({
  from: v.string(),
  to: v.string(),
  aggregates: sparse(v.looseObject({ results: v.nullish(v.array(Group), []) })),
});

export type AggregatesBody = v.InferOutput<typeof AggregatesBody>;
