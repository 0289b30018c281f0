import { quoted } from '../quoted.ts';
import { DataActionError } from './data-action-error.ts';

/** The body is not JSON. */
export class InvalidJson extends DataActionError {
  readonly code = 'invalid_json';
  readonly statusCode = 400;
}

/** One thing wrong with one parameter. */
export interface InputProblem {
  parameter: string;
  /** What was wrong and what was expected, for example `expected an integer from 1 to 500`. */
  expected: string;
  /** The offending value; left out when the name itself is the problem. */
  value?: unknown;
}

/** Parameters that the action does not take, or not with these values; the message lists every one. */
export class InvalidInput extends DataActionError {
  readonly code = 'invalid_input';
  readonly statusCode = 400;

  constructor(problems: readonly InputProblem[]) {
    super(problems.map(describeProblem).join('; '));
  }
}

/** The body is larger than the endpoint takes. */
export class PayloadTooLarge extends DataActionError {
  readonly code = 'payload_too_large';
  readonly statusCode = 413;

  constructor(bytes: number, limitBytes: number) {
    super(`the body has ${bytes} bytes, at most ${limitBytes} are taken`);
  }
}

/** The body is declared to be something other than JSON. */
export class UnsupportedMediaType extends DataActionError {
  readonly code = 'unsupported_media_type';
  readonly statusCode = 415;

  constructor(mediaType: unknown) {
    super(`Content-Type is ${quoted(mediaType)}, expected application/json`);
  }
}

/** No data action of that name, or no such path at all. */
export class UnknownAction extends DataActionError {
  readonly code = 'unknown_action';
  readonly statusCode = 404;
}

/** The path is right, the method is not. */
export class MethodNotAllowed extends DataActionError {
  readonly code = 'method_not_allowed';
  readonly statusCode = 405;
  /** The one method that the path takes: the value of the `Allow` header (RFC 9110, 10.2.1). */
  readonly allow: string;

  constructor(method: string, allow: string) {
    super(`${method} is not allowed here, use ${allow}`);
    this.allow = allow;
  }
}

/** Another API key is needed for this. */
export class Forbidden extends DataActionError {
  readonly code = 'forbidden';
  readonly statusCode = 403;
}

function describeProblem({ parameter, expected, ...rest }: InputProblem): string {
  return 'value' in rest
    ? `${parameter}: ${expected}, got ${quoted(rest.value)}`
    : `${parameter}: ${expected}`;
}
