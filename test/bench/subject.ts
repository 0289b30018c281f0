import type { Subject } from './case.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';

/**
 * A contender on a stage of its own, which ends with it. `prepare` warms it up and gives what measures once; when that
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
