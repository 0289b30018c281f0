/** What API Gateway answers by itself, before or in place of the function, by its type of gateway response. */
const RESPONSES = {
  BAD_REQUEST_BODY: { code: 'invalid_json', message: 'the body is expected to be a JSON object' },
  INVALID_API_KEY: { code: 'forbidden', message: 'the header x-api-key is expected to hold the API key' },
  THROTTLED: { code: 'rate_limited', message: 'too many requests at once' },
  MISSING_AUTHENTICATION_TOKEN: {
    code: 'unknown_action',
    message:
      'no such path and method, expected POST /dataaction/{action}, GET /dataactions, GET /health or POST /invalidate',
  },
  INTEGRATION_TIMEOUT: { code: 'deadline_exceeded', message: 'no answer in time' },
  INTEGRATION_FAILURE: { code: 'internal_error', message: 'no answer' },
  DEFAULT_4XX: { code: 'request_refused', message: 'the request is refused' },
  DEFAULT_5XX: { code: 'internal_error', message: 'something went wrong' },
} as const;

/** A type of gateway response that has an answer of its own here. */
export type GatewayResponseType = keyof typeof RESPONSES;

/** The types of {@link gatewayResponse}. */
export const GATEWAY_RESPONSE_TYPES = Object.keys(RESPONSES).filter(isGatewayResponseType);

/**
 * The body of API Gateway's own answer, in the shape of the function's: a data action finds `status`, `code` and
 * `message` in every answer.
 */
export function gatewayResponse(type: GatewayResponseType, requestId: string): string {
  return JSON.stringify({ status: 'error', ...RESPONSES[type], requestId });
}

function isGatewayResponseType(type: string): type is GatewayResponseType {
  return type in RESPONSES;
}
