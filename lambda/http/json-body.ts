import type { MiddlewareObj } from '@middy/core';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InvalidJson, PayloadTooLarge, UnsupportedMediaType } from '../errors.ts';
import { headerOf } from './request.ts';

/** The largest body that is taken, in bytes. */
export const BODY_LIMIT_BYTES = 64 * 1024;

/**
 * Middy's JSON body parser in our own terms: an empty body counts as `{}`, a body without a Content-Type as
 * JSON. Throws {@link PayloadTooLarge} before anything is parsed, {@link UnsupportedMediaType} or
 * {@link InvalidJson}.
 */
export function jsonBody(): MiddlewareObj<APIGatewayProxyEvent> {
  const parser = httpJsonBodyParser();
  return {
    before: async (request) => {
      const { event } = request;
      const bytes = bodyBytes(event);
      if (bytes > BODY_LIMIT_BYTES) throw new PayloadTooLarge(bytes, BODY_LIMIT_BYTES);
      if (bytes === 0) Object.assign(event, { body: '{}', isBase64Encoded: false });
      const mediaType = bytes === 0 ? undefined : headerOf(event.headers, 'content-type');
      event.headers = { ...event.headers, 'content-type': mediaType ?? 'application/json' };
      try {
        await parser.before?.(request);
      } catch (error) {
        throw isHttpError(error) && error.statusCode === 415
          ? new UnsupportedMediaType(mediaType)
          : new InvalidJson(`the body is not JSON that can be taken: ${reasonOf(error)}`);
      }
    },
  };
}

function bodyBytes({ body, isBase64Encoded }: APIGatewayProxyEvent): number {
  return Buffer.byteLength(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

function isHttpError(error: unknown): error is Error & { statusCode: number } {
  return error instanceof Error && 'statusCode' in error;
}

/** Middy keeps the JSON parser's own message, which says what is wrong and where, in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const hasMessage = typeof cause === 'object' && cause !== null && 'message' in cause;
  return hasMessage ? String(cause.message) : error instanceof Error ? error.message : String(error);
}
