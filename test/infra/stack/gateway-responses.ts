import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ERRORS, GATEWAY_ERRORS } from '../../../infra/openapi/errors.ts';
import { resourcesOf, synthStack } from '../../support/synth-stack.ts';

test('API Gateway and the API description have the same gateway error codes', () => {
  const templates = resourcesOf(synthStack(), 'AWS::ApiGateway::GatewayResponse').map(({ Properties }) =>
    JSON.stringify(Properties.ResponseTemplates),
  );
  const codes = templates.map((template) => /\\"code\\":\\"(\w+)\\"/.exec(template)?.[1] ?? template);
  assert.ok(codes.length > 5);
  for (const code of codes) assert.ok(code in ERRORS || code in GATEWAY_ERRORS, code);
  for (const code of Object.keys(GATEWAY_ERRORS)) assert.ok(codes.includes(code), code);
});
