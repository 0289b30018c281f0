import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { onlyOf, resourcesOf, synthStack } from '../../support/synth-stack.ts';

const METHOD = 'AWS::ApiGateway::Method';
const STAGE = 'AWS::ApiGateway::Stage';
const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/0f1e-2d3c';
const DOMAIN = { domainName: 'cache.example.com', certificateArn: CERTIFICATE };
const prod = synthStack({ stage: 'prod' });
const other = synthStack({ requestsPerMinute: '600', requestsAtOnce: '5', apiGatewayLogRole: 'false' });

describe('the API', () => {
  test('is regional and has four methods, which all require an API key', () => {
    prod.template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['REGIONAL'] },
      DisableExecuteApiEndpoint: false,
      Policy: Match.absent(),
    });
    const paths = resourcesOf(prod, 'AWS::ApiGateway::Resource').map(({ Properties }) => Properties.PathPart);
    assert.deepEqual(paths, ['dataaction', '{action}', 'invalidate', 'dataactions', 'health']);
    const methods = resourcesOf(prod, METHOD).map(({ Properties }) => Properties);
    assert.deepEqual(
      methods.map(({ HttpMethod, ApiKeyRequired, AuthorizationType }) => [
        HttpMethod,
        ApiKeyRequired,
        AuthorizationType,
      ]),
      [
        ['POST', true, 'NONE'],
        ['POST', true, 'NONE'],
        ['GET', true, 'NONE'],
        ['GET', true, 'NONE'],
      ],
    );
    prod.template.allResourcesProperties(METHOD, { Integration: { Type: 'AWS_PROXY' } });
  });

  test('rejects a body that is not a JSON object before it invokes the function', () => {
    prod.template.hasResourceProperties(METHOD, {
      HttpMethod: 'POST',
      RequestModels: { 'application/json': { Ref: Match.stringLikeRegexp('JsonObject') } },
      RequestParameters: { 'method.request.path.action': true },
      RequestValidatorId: Match.anyValue(),
    });
    prod.template.hasResourceProperties('AWS::ApiGateway::Model', {
      ContentType: 'application/json',
      Schema: { type: 'object', $schema: 'http://json-schema.org/draft-04/schema#' },
    });
    prod.template.hasResourceProperties('AWS::ApiGateway::RequestValidator', {
      ValidateRequestBody: true,
      ValidateRequestParameters: true,
    });
  });

  test('has the limits of Genesys data actions by default: 2,500 requests a minute and 50 at once', () => {
    prod.template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Throttle: { RateLimit: 41.67, BurstLimit: 50 },
      Quota: Match.absent(),
      ApiStages: [{ ApiId: Match.anyValue(), Stage: Match.anyValue() }],
    });
    prod.template.hasResourceProperties(STAGE, { MethodSettings: [throttling(41.67, 50)] });
    other.template.hasResourceProperties(STAGE, { MethodSettings: [throttling(10, 5)] });
  });

  test('has one API key for Genesys and one for invalidation, with values that API Gateway generates', () => {
    const keys = resourcesOf(prod, 'AWS::ApiGateway::ApiKey').map(({ Properties }) => Properties);
    assert.deepEqual(
      keys.map(({ Description, Enabled, Value }) => [Description, Enabled, Value]),
      [
        ['For POST /invalidate', true, undefined],
        ['For the integration in Genesys Cloud', true, undefined],
      ],
    );
    prod.template.resourceCountIs('AWS::ApiGateway::UsagePlan', 2);
    prod.template.resourceCountIs('AWS::ApiGateway::UsagePlanKey', 2);
  });

  test('sends manual invalidations to the invalidation function, with their own rate limit', () => {
    prod.template.hasResourceProperties('AWS::ApiGateway::UsagePlan', {
      Description: 'For manual invalidation',
      Throttle: { RateLimit: 5, BurstLimit: 20 },
    });
    const [, invalidate] = resourcesOf(prod, METHOD).filter(
      ({ Properties }) => Properties.HttpMethod === 'POST',
    );
    assert.match(JSON.stringify(invalidate?.Properties.Integration), /"Invalidation[0-9A-F]{8}"/);
  });

  test('writes JSON access logs, error logs and traces, but no payloads and no metrics that AWS bills', () => {
    prod.template.hasResourceProperties(STAGE, {
      StageName: 'v1',
      TracingEnabled: true,
      MethodSettings: [
        Match.objectLike({ DataTraceEnabled: false, LoggingLevel: 'ERROR', MetricsEnabled: false }),
      ],
    });
    const { Format } = onlyOf(prod, STAGE).AccessLogSetting as { Format: string };
    const fields = JSON.parse(Format);
    assert.equal(fields.requestId, '$context.requestId');
    for (const value of Object.values(fields)) assert.match(String(value), /^\$context\.[\w.]+$/);
    assert.ok(!Format.includes('$context.identity.apiKey"'), 'the key itself must not be logged');
  });

  test('has a retention period for the execution log, which API Gateway otherwise keeps forever', () => {
    prod.template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: {
        'Fn::Join': ['', ['API-Gateway-Execution-Logs_', { Ref: Match.stringLikeRegexp('RestApi') }, '/v1']],
      },
      RetentionInDays: 90,
    });
  });

  test("sets the account's API Gateway log role; both stay, even after a rollback of the first deployment", () => {
    prod.template.hasResource('AWS::ApiGateway::Account', {
      Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiLogRole'), 'Arn'] } },
      DeletionPolicy: 'Retain',
    });
    const [role] = Object.entries(prod.resources).filter(([id]) => /^ApiLogRole[0-9A-F]{8}$/.test(id));
    assert.equal(role?.[1].DeletionPolicy, 'Retain');
  });

  test('leaves the account unchanged with apiGatewayLogRole=false', () => {
    other.template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test("API Gateway's own error responses have the format of the function's", () => {
    const responses = resourcesOf(prod, 'AWS::ApiGateway::GatewayResponse').map(
      ({ Properties }) => Properties,
    );
    const types = responses.map(({ ResponseType }) => ResponseType);
    for (const type of [
      'BAD_REQUEST_BODY',
      'THROTTLED',
      'INVALID_API_KEY',
      'INTEGRATION_TIMEOUT',
      'DEFAULT_5XX',
    ])
      assert.ok(types.includes(type), type);
    for (const { ResponseTemplates, StatusCode } of responses) {
      const body = JSON.parse((ResponseTemplates as Record<string, string>)['application/json'] ?? '');
      assert.deepEqual(Object.keys(body), ['status', 'code', 'message', 'requestId']);
      assert.equal(body.status, 'error');
      assert.equal(StatusCode, undefined);
    }
  });

  test('has outputs with its URL and the commands that read its keys', () => {
    const outputs = prod.template.findOutputs('*');
    const names = Object.keys(outputs).toSorted();
    assert.deepEqual(names, [
      'AlarmTopicArn',
      'ApiKeyCommand',
      'ApiKeyId',
      'DashboardUrl',
      'EndpointUrl',
      'GenesysSecretArn',
      'GenesysSecretCommand',
      'InvalidationKeyCommand',
      'InvalidationKeyId',
      'LostChangesCommand',
      'LostChangesRedriveCommand',
    ]);
    for (const { Value } of [outputs.ApiKeyCommand, outputs.InvalidationKeyCommand] as { Value: unknown }[])
      assert.match(JSON.stringify(Value), /get-api-key .*--include-value/);
    assert.match(JSON.stringify(outputs.InvalidationKeyCommand), /InvalidationApiKey/);
    assert.match(JSON.stringify(outputs.GenesysSecretCommand), /put-secret-value .*file:\/\/\/dev\/stdin/);
    assert.match(JSON.stringify(outputs.EndpointUrl), /execute-api/);
  });
});

describe('a custom domain', () => {
  test("replaces API Gateway's own URL", () => {
    const { template } = synthStack(DOMAIN);
    template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'cache.example.com',
      RegionalCertificateArn: CERTIFICATE,
      SecurityPolicy: 'TLS_1_2',
      MutualTlsAuthentication: Match.absent(),
    });
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { DisableExecuteApiEndpoint: true });
    template.resourceCountIs('AWS::ApiGateway::BasePathMapping', 1);
    template.hasOutput('EndpointUrl', { Value: 'https://cache.example.com/' });
  });

  test('requires client certificates if there is a truststore', () => {
    const truststoreUri = 's3://bucket/genesys-ca.pem';
    synthStack({ ...DOMAIN, truststoreUri }).template.hasResourceProperties('AWS::ApiGateway::DomainName', {
      MutualTlsAuthentication: { TruststoreUri: truststoreUri },
    });
  });
});

function throttling(ThrottlingRateLimit: number, ThrottlingBurstLimit: number) {
  return Match.objectLike({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit, ThrottlingBurstLimit });
}
