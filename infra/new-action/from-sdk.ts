import { API_EXPLORER } from './action-text.ts';
import { createActions } from './create.ts';
import { reportOf } from './files.ts';
import type { ReadRequest } from './options.ts';
import { listing, planActions } from './read-actions.ts';
import { notesOn } from './refusal.ts';
import { readSdk } from './sdk.ts';

/** Prints the operations that contain these words. */
export async function list(root: string, words: string): Promise<void> {
  process.stdout.write(listing(words, readSdk(root)));
}

/** Writes the data actions of a request, and prints what is new and what is left to do. */
export async function create(root: string, request: ReadRequest): Promise<void> {
  const plans = planActions(root, readSdk(root), request);
  const { newFiles, changedFiles, documents } = await createActions(root, plans);
  process.stdout.write(reportOf(newFiles, changedFiles) + documents);
  for (const { operation } of plans)
    for (const note of notesOn(operation)) process.stdout.write(`note: ${note}\n`);
  const open = [
    request.group === undefined ? ['the group'] : [],
    request.permission === undefined ? [`the permission (see ${API_EXPLORER})`] : [],
  ].flat();
  if (open.length > 0) process.stdout.write(`next: at CONFIRM, confirm ${open.join(' and ')}\n`);
}
