import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** One JSON line for each request. `requestId` is also in error responses and in the function's log line. */
export function accessLogFormat(): apigateway.AccessLogFormat {
  return apigateway.AccessLogFormat.custom(
    JSON.stringify({
      requestId: '$context.requestId',
      extendedRequestId: '$context.extendedRequestId',
      requestTime: '$context.requestTime',
      sourceIp: '$context.identity.sourceIp',
      userAgent: '$context.identity.userAgent',
      apiKeyId: '$context.identity.apiKeyId',
      httpMethod: '$context.httpMethod',
      resourcePath: '$context.resourcePath',
      path: '$context.path',
      protocol: '$context.protocol',
      status: '$context.status',
      responseLength: '$context.responseLength',
      responseLatency: '$context.responseLatency',
      integrationStatus: '$context.integration.status',
      integrationLatency: '$context.integration.latency',
      functionRequestId: '$context.integration.requestId',
      errorType: '$context.error.responseType',
      error: '$context.error.message',
      validationError: '$context.error.validationErrorString',
      wafStatus: '$context.waf.status',
      xrayTraceId: '$context.xrayTraceId',
    }),
  );
}
