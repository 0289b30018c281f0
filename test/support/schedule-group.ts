import assert from 'node:assert/strict';
import { DataActionError } from '../../lambda/errors.ts';
import { bodies } from './bodies.ts';

/** One page with these entities. */
export const listing = (...groups: unknown[]) => ({
  entities: groups,
  pageSize: 25,
  pageNumber: 1,
  pageCount: 1,
});
/** The SDK's responses; by default, the recorded ones. */
export function responses(changed: Readonly<Record<string, unknown>> = {}) {
  return {
    architect: {
      getArchitectSchedulegroup: bodies.scheduleGroup,
      getArchitectSchedulegroups: listing(bodies.scheduleGroup),
      getArchitectSchedules: bodies.schedules,
      ...changed,
    },
  };
}

/** Whether an error has this code and message, for `assert.rejects`. */
export const failsWith = (code: string, message: string) => (error: unknown) => {
  assert.ok(error instanceof DataActionError);
  assert.deepEqual([error.code, error.message], [code, message]);
  return true;
};
