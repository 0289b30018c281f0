import type { Context } from 'aws-lambda';

/** A context as Lambda gives it, with this much time left, however slow the machine is. */
export function lambdaContext(remainingMs = 15_000): Context {
  return {
    awsRequestId: '8f5f0d1e-6f0c-4c57-9d7e-2a3b4c5d6e7f',
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'genesys-data-action-cache',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:genesys-data-action-cache',
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/genesys-data-action-cache',
    logStreamName: '2026/11/23/[$LATEST]0123456789abcdef',
    getRemainingTimeInMillis: () => remainingMs,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
