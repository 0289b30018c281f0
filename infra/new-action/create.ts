import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { actionText } from './action-text.ts';
import {
  type FileTexts,
  fileNames,
  formatted,
  requireFree,
  updateDocuments,
  writeOrRestore,
} from './files.ts';
import type { ActionPlan } from './plan.ts';
import {
  APIS,
  CATALOG,
  DEEP_IMPORTS,
  registerAction,
  registerApi,
  registerDeepImport,
  registerSample,
  SAMPLES,
} from './registration.ts';
import { sampleText } from './sample-text.ts';
import { testText } from './test-text.ts';

/** What the command has written. */
export interface Written {
  readonly newFiles: readonly string[];
  readonly changedFiles: readonly string[];
  /** One line for each document. */
  readonly documents: string;
}

/** Writes the files of new data actions, registers them and updates the documentation; or changes nothing, and throws. */
export async function createActions(root: string, plans: readonly ActionPlan[]): Promise<Written> {
  const created = new Map(plans.flatMap((plan) => newFiles(plan)));
  for (const plan of plans) await requireFree(root, plan);
  const changed = await registrations(root, plans);
  const files = await formatted(root, new Map([...created, ...changed]));
  let documents = '';
  await writeOrRestore(root, files, async () => {
    documents = await updateDocuments(root);
  });
  return { newFiles: [...created.keys()], changedFiles: [...changed.keys()], documents };
}

function newFiles(plan: ActionPlan): [file: string, text: string][] {
  const [action, test, sample] = fileNames(plan.name);
  return [
    [action, actionText(plan)],
    [test, testText(plan)],
    [sample, sampleText(plan)],
  ];
}

/** The files that list data actions, endpoints and API classes, with the new ones; only those that change. */
async function registrations(root: string, plans: readonly ActionPlan[]): Promise<FileTexts> {
  const before = new Map<string, string>();
  for (const file of [CATALOG, SAMPLES, APIS, DEEP_IMPORTS])
    before.set(file, await readFile(path.join(root, file), 'utf8'));
  const after = new Map(before);
  const update = (file: string, change: (text: string) => string) =>
    after.set(file, change(after.get(file) ?? ''));
  for (const plan of plans) {
    const { apiClass } = plan.operation;
    update(CATALOG, (text) => registerAction(text, plan));
    update(SAMPLES, (text) => registerSample(text, plan));
    update(APIS, (text) => registerApi(text, { api: plan.api, apiClass }));
    update(DEEP_IMPORTS, (text) => registerDeepImport(text, apiClass));
  }
  return new Map([...after].filter(([file, text]) => before.get(file) !== text));
}
