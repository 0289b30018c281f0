import * as v from 'valibot';
import type { FaultSwitch } from './fault-switch.ts';
import type { Switches } from './page-state.ts';

/** The name that heals. */
const HEAL = 'heal';

/** What became of the buttons: turned, or why not with the HTTP status that says so. */
export type TurnOutcome = { turned: true } | { turned: false; status: 400 | 409; message: string };

/**
 * Turns switches as a JSON text says: `{"genesys":"503"}`, `{"redis":"heal"}`, or both. All of it, or, where any of
 * it is wrong or locked, nothing.
 */
export function turnSwitches(switches: Switches, text: string): TurnOutcome {
  const schema = v.strictObject({ genesys: faultOf(switches.genesys), redis: faultOf(switches.redis) });
  const wanted = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!wanted.success) return { turned: false, status: 400, message: v.summarize(wanted.issues) };

  const turns = (['genesys', 'redis'] as const).flatMap((name) => {
    const fault = wanted.output[name];
    return fault === undefined ? [] : [{ lever: switches[name], fault }];
  });
  for (const { lever } of turns)
    if (lever.lockedBecause !== null) return { turned: false, status: 409, message: lever.lockedBecause };
  for (const { lever, fault } of turns) lever.turn(fault === HEAL ? null : fault);
  return { turned: true };
}

function faultOf({ faults }: FaultSwitch) {
  return v.optional(v.picklist([HEAL, ...Object.keys(faults)]));
}
