import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { GATEWAY_RESPONSE_TYPES, gatewayResponse } from '../gateway-responses.ts';

/**
 * Gives API Gateway's own responses the shape of the function's. Their statuses are unchanged. REQUEST_TOO_LARGE (413) cannot
 * be customised.
 */
export function addGatewayResponses(api: apigateway.RestApi): void {
  for (const type of GATEWAY_RESPONSE_TYPES) {
    const templates = { 'application/json': gatewayResponse(type, '$context.requestId') };
    api.addGatewayResponse(type, { type: apigateway.ResponseType.of(type), templates });
  }
}
