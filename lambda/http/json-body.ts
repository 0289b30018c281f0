import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { DataActionError } from '../errors.ts';
import { quoted } from '../runtime/quoted.ts';
import { type HttpEvent, headerOf } from './request.ts';

/** The largest request body, in bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/** RFC 9110, 8.3.1: a media type, and parameters behind it. */
const JSON_MEDIA_TYPE = /^\s*application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i;

/**
 * Middy's JSON body parser with this API's errors: an empty body counts as `{}`, a body without a Content-Type as
 * JSON. Throws `payload_too_large` before anything is parsed, `unsupported_media_type` or
 * `invalid_json`.
 */
export function jsonBody(): MiddlewareObj<HttpEvent> {
  const parser = httpJsonBodyParser<APIGatewayProxyEvent>({ disableContentTypeCheck: true });
  return {
    // Not async, as the parser is not: a promise would cost a turn of the event loop.
    before: (request) => {
      const { event } = request;
      if (!isUnparsed(event)) return;
      const bytes = bodyBytes(event);
      if (bytes > BODY_LIMIT_BYTES)
        throw new DataActionError(
          'payload_too_large',
          `the body has ${bytes} bytes, expected at most ${BODY_LIMIT_BYTES}`,
        );
      if (bytes === 0) {
        request.event.body = {};
        return;
      }
      const mediaType = headerOf(event.headers, 'content-type');
      if (mediaType !== undefined && !JSON_MEDIA_TYPE.test(mediaType))
        throw new DataActionError(
          'unsupported_media_type',
          `Content-Type is ${quoted(mediaType)}, expected application/json`,
        );
      try {
        parser.before?.({ ...request, event });
      } catch (error) {
        throw new DataActionError(
          'invalid_json',
          `the body is not JSON that can be taken: ${reasonOf(error)}`,
        );
      }
    },
  };
}

function isUnparsed(event: HttpEvent): event is APIGatewayProxyEvent {
  return typeof event.body === 'string' || event.body === null || event.body === undefined;
}

function bodyBytes({ body, isBase64Encoded }: APIGatewayProxyEvent): number {
  return Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

/** Middy keeps the JSON parser's own message, which says what is wrong and where, in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const hasMessage = typeof cause === 'object' && cause !== null && 'message' in cause;
  return hasMessage ? String(cause.message) : error instanceof Error ? error.message : String(error);
}
