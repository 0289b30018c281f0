import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { TIMEOUTS } from '../timeouts.ts';
import { accessLogFormat } from './access-log.ts';
import { ApiGatewayLogRole } from './api-gateway-log-role.ts';
import { addCustomDomain } from './custom-domain.ts';
import { addGatewayResponses } from './gateway-responses.ts';
import { createLogGroup } from './log-group.ts';
import { addWebAcl } from './web-acl.ts';

/** The name of the API's only stage, which is the first part of its paths. */
const STAGE_NAME = 'v1';

export interface ApiProps {
  readonly name: string;
  readonly config: StackConfig;
  /** The function for data actions, or its alias. */
  readonly target: lambda.IFunction;
  /** The function for `POST /invalidate`, and the API key that it accepts. */
  readonly invalidation: { readonly function: lambda.IFunction; readonly apiKey: apigateway.IApiKey };
}

/**
 * The REST API: `POST /dataaction/{action}`, `GET /dataactions`, `GET /health` and `POST /invalidate`. Invalidation has
 * its own API key.
 */
export class Api extends Construct {
  readonly api: apigateway.RestApi;
  readonly apiKey: apigateway.IApiKey;
  /** The base URL, with a trailing slash: for example `https://cache.example.com/`. */
  readonly url: string;
  /** The target for the CNAME of the custom domain; undefined without a custom domain. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, { name, config, target, invalidation }: ApiProps) {
    super(scope, id);
    this.api = this.#restApi(name, config);
    this.#addMethods(target, invalidation.function);
    addGatewayResponses(this.api);
    this.apiKey = this.api.addApiKey('ApiKey', { description: 'For the integration in Genesys Cloud' });
    this.#addUsagePlans(config, invalidation.apiKey);
    const domain = addCustomDomain(this, config, this.api);
    if (config.waf) addWebAcl(this, { name, config, stage: this.api.deploymentStage });
    if (config.apiGatewayLogRole)
      this.api.deploymentStage.node.addDependency(new ApiGatewayLogRole(this, 'LogRole'));
    this.url = domain?.url ?? this.api.deploymentStage.urlForPath();
    this.domainTarget = domain?.target;
    // The CDK's own output has the execute-api address, which is disabled if there is a custom domain.
    this.api.node.tryRemoveChild('Endpoint');
    acknowledge(this.api);
  }

  /** The command that prints an API key. The template does not contain its value. */
  showKeyCommand({ keyId }: apigateway.IApiKey): string {
    const { region } = Stack.of(this);
    return `aws apigateway get-api-key --region ${region} --api-key ${keyId} --include-value --query value --output text`;
  }

  #restApi(name: string, config: StackConfig): apigateway.RestApi {
    const { allowedCidrs, domainName, requestsAtOnce, requestsPerMinute } = config;
    const accessLog = createLogGroup(this, 'AccessLog', config);
    const api = new apigateway.RestApi(this, 'RestApi', {
      restApiName: name,
      description: 'Read-through cache for Genesys Cloud data actions',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // The execute-api address would bypass the client certificate that the custom domain requires.
      disableExecuteApiEndpoint: domainName !== undefined,
      cloudWatchRole: false,
      ...(allowedCidrs && { policy: allowOnlyFrom(allowedCidrs) }),
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        accessLogFormat: accessLogFormat(),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        // It would log whole requests, including the API key.
        dataTraceEnabled: false,
        // Metrics of each method would cost several dollars a month. Those of the API and the stage are free.
        metricsEnabled: false,
        tracingEnabled: true,
        throttlingRateLimit: perSecond(requestsPerMinute),
        throttlingBurstLimit: requestsAtOnce,
      },
    });
    const executionLog = createLogGroup(
      this,
      'ExecutionLog',
      config,
      `API-Gateway-Execution-Logs_${api.restApiId}/${STAGE_NAME}`,
    );
    // Otherwise API Gateway creates the log group itself, and its logs never expire.
    api.deploymentStage.node.addDependency(executionLog);
    return api;
  }

  #addMethods(target: lambda.IFunction, invalidation: lambda.IFunction): void {
    const integration = integrationOf(target);
    const body = this.api.addModel('JsonObject', {
      contentType: 'application/json',
      description: 'Any JSON object; the function validates its content',
      schema: { schema: apigateway.JsonSchemaVersion.DRAFT4, type: apigateway.JsonSchemaType.OBJECT },
    });
    const validator = this.api.addRequestValidator('Validator', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    this.api.root
      .addResource('dataaction')
      .addResource('{action}')
      .addMethod('POST', integration, {
        apiKeyRequired: true,
        requestValidator: validator,
        requestModels: { 'application/json': body },
        requestParameters: { 'method.request.path.action': true },
      });
    this.api.root.addResource('invalidate').addMethod('POST', integrationOf(invalidation), {
      apiKeyRequired: true,
      requestValidator: validator,
      requestModels: { 'application/json': body },
    });
    for (const path of ['dataactions', 'health'])
      this.api.root
        .addResource(path)
        .addMethod('GET', integration, { apiKeyRequired: true, requestValidator: validator });
  }

  /** Limits the request rate of each API key. */
  #addUsagePlans(
    { requestsAtOnce, requestsPerMinute }: StackConfig,
    invalidationKey: apigateway.IApiKey,
  ): void {
    const add = (id: string, apiKey: apigateway.IApiKey, plan: apigateway.UsagePlanProps) =>
      this.api
        .addUsagePlan(id, {
          ...plan,
          // A cast: the class does not match its interface under exactOptionalPropertyTypes.
          apiStages: [{ api: this.api as apigateway.IRestApi, stage: this.api.deploymentStage }],
        })
        .addApiKey(apiKey);
    add('UsagePlan', this.apiKey, {
      description: "Genesys Cloud's default limits for data actions",
      throttle: { rateLimit: perSecond(requestsPerMinute), burstLimit: requestsAtOnce },
    });
    add('InvalidationPlan', invalidationKey, {
      description: 'For manual invalidation',
      throttle: INVALIDATION_LIMITS,
    });
  }
}

/** Enough for manual use, and low enough to stop a script that runs wild. */
const INVALIDATION_LIMITS = { rateLimit: 5, burstLimit: 20 };

function integrationOf(target: lambda.IFunction): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target, {
    timeout: Duration.millis(TIMEOUTS.apiGatewayMs),
    allowTestInvoke: false,
  });
}

/** API Gateway takes rates per second; two decimals are precise enough. */
function perSecond(perMinute: number): number {
  return Math.round((perMinute / 60) * 100) / 100;
}

/** Allows clients by address: an API key is not an IAM principal, so IAM sees all clients as anonymous. */
function allowOnlyFrom(cidrs: readonly string[]): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
        conditions: { IpAddress: { 'aws:SourceIp': [...cidrs] } },
      }),
    ],
  });
}

function acknowledge(api: apigateway.RestApi): void {
  const reason =
    'Genesys Cloud data actions can send an API key or a client certificate, but neither a Cognito token nor a ' +
    'signature: every method requires an API key, and the custom domain a certificate if mutual TLS is configured';
  Validations.of(api).acknowledge(
    { id: 'AwsSolutions-APIG4', reason },
    { id: 'AwsSolutions-COG4', reason },
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'AWS WAF is optional (waf=true): there is one known client, with an API key, throttling and a strictly ' +
        'parsed body of at most 64 KB, so WAF is not always worth its price',
    },
  );
}
