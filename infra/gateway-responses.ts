/** The errors that API Gateway returns itself, by gateway response type: it did not call the function, or the call failed. */
const RESPONSES = {
  BAD_REQUEST_BODY: { code: 'invalid_json', message: 'the body is invalid, expected a JSON object' },
  INVALID_API_KEY: {
    code: 'forbidden',
    message: 'the API key is missing or wrong, expected it in the header x-api-key',
  },
  THROTTLED: { code: 'rate_limited', message: 'too many requests: the rate limit of the API is exceeded' },
  MISSING_AUTHENTICATION_TOKEN: {
    code: 'unknown_action',
    message:
      'unknown path or method, expected POST /dataaction/{action}, GET /dataactions, GET /health or POST /invalidate',
  },
  INTEGRATION_TIMEOUT: { code: 'deadline_exceeded', message: 'no response from the function in time' },
  INTEGRATION_FAILURE: { code: 'internal_error', message: 'no response from the function' },
  DEFAULT_4XX: { code: 'request_refused', message: 'the request was refused' },
  DEFAULT_5XX: { code: 'internal_error', message: 'an internal error occurred' },
} as const;

/** A type of gateway response that the API customises. */
export type GatewayResponseType = keyof typeof RESPONSES;

export const GATEWAY_RESPONSE_TYPES = Object.keys(RESPONSES).filter(isGatewayResponseType);

/**
 * The body of a gateway response. It has the shape of the function's errors, so that a data action finds `status`,
 * `code` and `message` in every response.
 */
export function gatewayResponse(type: GatewayResponseType, requestId: string): string {
  return JSON.stringify({ status: 'error', ...RESPONSES[type], requestId });
}

function isGatewayResponseType(type: string): type is GatewayResponseType {
  return type in RESPONSES;
}
