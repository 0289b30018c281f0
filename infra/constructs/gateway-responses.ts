import * as apigateway from 'aws-cdk-lib/aws-apigateway';

interface GatewayAnswer {
  readonly type: apigateway.ResponseType;
  readonly code: string;
  readonly message: string;
}

/** What API Gateway answers by itself, before or in place of the function. */
const ANSWERS: readonly GatewayAnswer[] = [
  {
    type: apigateway.ResponseType.BAD_REQUEST_BODY,
    code: 'invalid_json',
    message: 'the body is expected to be a JSON object',
  },
  {
    type: apigateway.ResponseType.INVALID_API_KEY,
    code: 'forbidden',
    message: 'the header x-api-key is expected to hold the API key',
  },
  { type: apigateway.ResponseType.THROTTLED, code: 'rate_limited', message: 'too many requests at once' },
  {
    type: apigateway.ResponseType.MISSING_AUTHENTICATION_TOKEN,
    code: 'unknown_action',
    message:
      'no such path and method, expected POST /dataaction/{action}, GET /dataactions, GET /health or POST /invalidate',
  },
  {
    type: apigateway.ResponseType.INTEGRATION_TIMEOUT,
    code: 'deadline_exceeded',
    message: 'no answer in time',
  },
  { type: apigateway.ResponseType.INTEGRATION_FAILURE, code: 'internal_error', message: 'no answer' },
  { type: apigateway.ResponseType.DEFAULT_4XX, code: 'request_refused', message: 'the request is refused' },
  { type: apigateway.ResponseType.DEFAULT_5XX, code: 'internal_error', message: 'something went wrong' },
];

/**
 * Gives API Gateway's own answers the shape of the function's, so that a data action finds `status`, `code` and
 * `message` in every answer. Statuses stay as they are.
 */
export function addGatewayResponses(api: apigateway.RestApi): void {
  for (const { type, code, message } of ANSWERS) {
    const body = JSON.stringify({ status: 'error', code, message, requestId: '$context.requestId' });
    api.addGatewayResponse(type.responseType, { type, templates: { 'application/json': body } });
  }
}
