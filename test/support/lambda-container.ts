import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lambdaContext } from './lambda-context.ts';

/**
 * Entry of a process that acts as one Lambda container: loads the handler in `_HANDLER` from LAMBDA_TASK_ROOT like the
 * Node.js runtime, and replies to each event with the result of the handler.
 */
const { LAMBDA_TASK_ROOT = '', _HANDLER = '', AWS_LAMBDA_FUNCTION_TIMEOUT } = process.env;
const [module = '', name = ''] = _HANDLER.split('.');
const file = ['.js', '.mjs', '.cjs']
  .map((ending) => join(LAMBDA_TASK_ROOT, module + ending))
  .find(existsSync);
if (file === undefined) throw new Error(`${_HANDLER} is not in ${LAMBDA_TASK_ROOT}`);
const { [name]: handler } = await import(pathToFileURL(file).href);

process.on('message', async (event) => {
  const endsAtMs = performance.now() + Number(AWS_LAMBDA_FUNCTION_TIMEOUT) * 1000;
  const context = { ...lambdaContext(), getRemainingTimeInMillis: () => endsAtMs - performance.now() };
  process.send?.(await resultOf(() => handler(event, context)));
});

/** The result of the handler, or the runtime's response to its error. */
async function resultOf(invoke: () => unknown): Promise<unknown> {
  try {
    return await invoke();
  } catch (error) {
    if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') };
  }
}

process.send?.('ready');
