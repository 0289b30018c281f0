import { once } from 'node:events';
import { messageOf } from '../command.ts';

/**
 * Reads something from AWS. `action` is the IAM action that this needs, for example `ec2:DescribeVpcs`. Rejects with a
 * {@link ReadError}.
 */
export type Read = <T>(
  action: string,
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<T>,
) => Promise<T>;

/** AWS did not reply, or replied with an error. The message is one line. */
export class ReadError extends Error {
  override readonly name = 'ReadError';
  readonly todo: string;
  /** The error code of AWS or of Node, for example `AccessDenied` or `ENOTFOUND`. */
  readonly code: string;
  /** The message of AWS or of Node. */
  readonly reason: string;

  constructor(cause: unknown, message: string, todo: string) {
    super(message, { cause });
    this.todo = todo;
    this.code = codeOf(cause);
    this.reason = messageOf(cause);
  }
}

/** Returns a {@link Read} whose calls all end when the deadline is aborted. */
export function createRead(deadline: AbortSignal): Read {
  // The SDK ignores the signal while it loads credentials.
  const timeout = once(deadline, 'abort').then(() => Promise.reject(deadline.reason));
  timeout.catch(() => {});
  return async (action, send) => {
    try {
      return await Promise.race([send({ abortSignal: deadline }), timeout]);
    } catch (error) {
      if (!deadline.aborted) throw refusal(action, error);
      const todo = 'Check the network, including proxy and VPN, and run this again.';
      throw new ReadError(error, `no response to ${action} in time`, todo);
    }
  };
}

const DENIED = ['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation'];

function refusal(action: string, error: unknown): ReadError {
  const code = codeOf(error);
  if (DENIED.includes(code))
    return new ReadError(
      error,
      `${action} is not allowed`,
      `Allow the IAM action ${action}, and run this again.`,
    );
  const [reason = ''] = messageOf(error).split('\n');
  return new ReadError(
    error,
    `${action} failed: ${reason || code}`,
    'Run this again. If it fails again, look up the message in the AWS documentation.',
  );
}

/** The code of Node's error; for any other error its name, which is the error code of AWS. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** For `catch`: turns the error of AWS with this code into undefined. */
export function absentIf(code: string): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof ReadError && error.code === code) return undefined;
    throw error;
  };
}
