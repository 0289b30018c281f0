import { ERRORS, GATEWAY_ERRORS } from '../openapi/errors.ts';
import { code, markdownTable } from './markdown.ts';

/** The table of error codes with their statuses. Codes of API Gateway come last. */
export function errorsTable(): string {
  const rows = [ERRORS, GATEWAY_ERRORS].flatMap((errors) =>
    Object.entries(errors)
      .sort(([, one], [, other]) => one.status - other.status)
      .map(([name, { status, when }]) => [code(name), String(status), when]),
  );
  return markdownTable(['code', 'status', 'when'], rows);
}
