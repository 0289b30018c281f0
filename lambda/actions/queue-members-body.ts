import * as v from 'valibot';
import { optionalText } from './body.ts';

const RoutingStatus = v.nullish(v.looseObject({ status: optionalText }));
const Presence = v.nullish(
  v.looseObject({ presenceDefinition: v.nullish(v.looseObject({ systemPresence: optionalText })) }),
);
/** The skills or languages of a user. */
const Abilities = v.nullish(v.array(v.looseObject({ name: optionalText, state: optionalText })));

const Member = v.looseObject({
  id: v.string(),
  name: optionalText,
  routingStatus: RoutingStatus,
  user: v.nullish(
    v.looseObject({
      name: optionalText,
      routingStatus: RoutingStatus,
      presence: Presence,
      skills: Abilities,
      languages: Abilities,
    }),
  ),
});

/** A queue's id and its members, as requested: one item for each page. */
export const MembersBody = v.object({
  queueId: v.string(),
  pages: v.array(v.looseObject({ entities: v.array(Member) })),
});

export type MembersBody = v.InferOutput<typeof MembersBody>;
