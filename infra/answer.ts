import { type CANCEL_SYMBOL, cancel, isCancel } from '@clack/prompts';
import { UsageError } from './command.ts';

/** The answer to a prompt. Throws if the prompt was cancelled, for example by Ctrl+C. */
export async function answer<Value extends string | boolean>(
  prompt: Promise<Value | typeof CANCEL_SYMBOL>,
): Promise<Value> {
  const value: Value | typeof CANCEL_SYMBOL = await prompt;
  if (!isCancel(value)) return value;
  cancel('cancelled');
  throw new UsageError('nothing was written');
}
