import type { Subject } from './case.ts';
import { openAll } from './open-all.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

/**
 * A contender on a stage of its own, which ends with it. `prepare` warms it up and gives what measures; when that
 * fails, the stage is closed before the failure is passed on, as its processes would keep this one from ending.
 */
export async function subjectOn(
  options: StageOptions,
  prepare: (stage: Stage) => Promise<Subject['sample']>,
): Promise<Subject> {
  const stage = await openStage(options);
  try {
    const settings = stage.workers[0]?.settings ?? '';
    return { settings, sample: await prepare(stage), close: stage.close };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/**
 * So many subjects as one: what takes seconds of waiting and hardly any CPU is measured with all of them at once, each
 * on a stage of its own. Rejects with what the first of them failed with, once all the others are closed.
 */
export async function sideBySide(count: number, open: (index: number) => Promise<Subject>): Promise<Subject> {
  await using opening = new AsyncDisposableStack();
  const subjects = await openAll(count, open, opening);
  const opened = opening.move();
  return {
    settings: subjects[0]?.settings ?? '',
    sample: async (round) => (await Promise.all(subjects.map(({ sample }) => sample(round)))).flat(),
    close: () => opened.disposeAsync(),
  };
}
