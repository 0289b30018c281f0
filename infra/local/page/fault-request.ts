import * as v from 'valibot';
import type { FaultSwitch } from './fault-switch.ts';
import type { Switches } from './page-state.ts';

/** Sent instead of the name of a fault, to remove the fault. */
const HEAL = 'heal';

/** Whether the faults were set; if not, the HTTP status and message of the refusal. */
export type SetFaultsResult = { isSet: true } | { isSet: false; status: 400 | 409; message: string };

/**
 * Sets the faults that a JSON text names: `{"genesys":"503"}`, `{"redis":"heal"}`, or both. If either is
 * invalid or locked, sets neither.
 */
export function setFaults(switches: Switches, text: string): SetFaultsResult {
  const schema = v.strictObject({ genesys: faultOf(switches.genesys), redis: faultOf(switches.redis) });
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  if (!parsed.success) return { isSet: false, status: 400, message: v.summarize(parsed.issues) };

  const changes = (['genesys', 'redis'] as const).flatMap((name) => {
    const fault = parsed.output[name];
    return fault === undefined ? [] : [{ target: switches[name], fault }];
  });
  for (const { target } of changes)
    if (target.lockedBecause !== null) return { isSet: false, status: 409, message: target.lockedBecause };
  for (const { target, fault } of changes) target.set(fault === HEAL ? null : fault);
  return { isSet: true };
}

function faultOf({ faults }: FaultSwitch) {
  return v.optional(v.picklist([HEAL, ...Object.keys(faults)]));
}
