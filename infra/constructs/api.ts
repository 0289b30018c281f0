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

/** The name of the API's only stage, and so the first part of its paths. */
const STAGE_NAME = 'v1';

/** What is behind the API, and under which name it shows up. */
export interface ApiProps {
  readonly name: string;
  readonly config: StackConfig;
  /** What answers. */
  readonly target: lambda.IFunction;
  /** What is told of changes, and the key that it takes. */
  readonly invalidation: { readonly function: lambda.IFunction; readonly apiKey: apigateway.IApiKey };
}

/**
 * The REST API: `POST /dataaction/{action}`, `GET /dataactions` and `GET /health` with the API key, `POST /invalidate`
 * with another one.
 */
export class Api extends Construct {
  readonly api: apigateway.RestApi;
  readonly apiKey: apigateway.IApiKey;
  /** What a path such as `health` is appended to, for example `https://cache.example.com/`. */
  readonly url: string;
  /** What the CNAME of the custom domain has to be, where there is one. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, { name, config, target, invalidation }: ApiProps) {
    super(scope, id);
    this.api = this.#restApi(name, config);
    this.#addMethods(target, invalidation.function);
    addGatewayResponses(this.api);
    this.apiKey = this.api.addApiKey('ApiKey', { description: 'for the integration in Genesys Cloud' });
    this.#addUsagePlans(config, invalidation.apiKey);
    const domain = addCustomDomain(this, config, this.api);
    if (config.waf) addWebAcl(this, config, this.api.deploymentStage);
    if (config.apiGatewayLogRole)
      this.api.deploymentStage.node.addDependency(new ApiGatewayLogRole(this, 'LogRole'));
    this.url = domain?.url ?? this.api.deploymentStage.urlForPath();
    this.domainTarget = domain?.target;
    // The library's own output of the address, which is not the one to use where there is a domain.
    this.api.node.tryRemoveChild('Endpoint');
    acknowledge(this.api);
  }

  /** The command that prints an API key's value, which is nowhere in the template. */
  showKeyCommand({ keyId }: apigateway.IApiKey): string {
    const { region } = Stack.of(this);
    return `aws apigateway get-api-key --region ${region} --api-key ${keyId} --include-value --query value --output text`;
  }

  #restApi(name: string, config: StackConfig): apigateway.RestApi {
    const { allowedCidrs, domainName, requestsAtOnce, requestsPerMinute } = config;
    const accessLog = createLogGroup(this, 'AccessLog', config);
    const api = new apigateway.RestApi(this, 'RestApi', {
      restApiName: name,
      description: 'Genesys Cloud data actions, answered from a cache',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // Its own address would be a way around the client certificate that the domain asks for.
      disableExecuteApiEndpoint: domainName !== undefined,
      cloudWatchRole: false,
      ...(allowedCidrs && { policy: onlyFrom(allowedCidrs) }),
      deployOptions: {
        stageName: STAGE_NAME,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
        accessLogFormat: accessLogFormat(),
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        // Would put whole requests into the log, the API key among them.
        dataTraceEnabled: false,
        metricsEnabled: true,
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
    // API Gateway would create it by itself, to be kept for ever.
    api.deploymentStage.node.addDependency(executionLog);
    return api;
  }

  #addMethods(target: lambda.IFunction, invalidation: lambda.IFunction): void {
    const integration = integrationOf(target);
    const body = this.api.addModel('JsonObject', {
      contentType: 'application/json',
      description: 'any JSON object; what is in it is for the data action to judge',
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

  /** How often the API keys may be used, whose values API Gateway makes up. */
  #addUsagePlans(
    { requestsAtOnce, requestsPerMinute }: StackConfig,
    invalidationKey: apigateway.IApiKey,
  ): void {
    const add = (id: string, apiKey: apigateway.IApiKey, plan: apigateway.UsagePlanProps) =>
      this.api
        .addUsagePlan(id, {
          ...plan,
          // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
          apiStages: [{ api: this.api as apigateway.IRestApi, stage: this.api.deploymentStage }],
        })
        .addApiKey(apiKey);
    add('UsagePlan', this.apiKey, {
      description: "Genesys Cloud's own limits on data actions",
      throttle: { rateLimit: perSecond(requestsPerMinute), burstLimit: requestsAtOnce },
    });
    add('InvalidationPlan', invalidationKey, {
      description: 'for invalidation by hand',
      throttle: INVALIDATIONS,
    });
  }
}

/** More than hands are quick, and little enough for a script that has gone wrong. */
const INVALIDATIONS = { rateLimit: 5, burstLimit: 20 };

function integrationOf(target: lambda.IFunction): apigateway.LambdaIntegration {
  return new apigateway.LambdaIntegration(target, {
    timeout: Duration.millis(TIMEOUTS.apiGatewayMs),
    allowTestInvoke: false,
  });
}

/** API Gateway's rates are a second's, with decimals; two are enough. */
function perSecond(perMinute: number): number {
  return Math.round((perMinute / 60) * 100) / 100;
}

/** Callers are anonymous to IAM (an API key is no principal), so it is their address that is let in. */
function onlyFrom(cidrs: readonly string[]): iam.PolicyDocument {
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
    'Genesys Cloud data actions can send an API key or a client certificate, but no Cognito token and no ' +
    'signature: every method asks for the API key, and the custom domain for a certificate where one is set up';
  Validations.of(api).acknowledge(
    { id: 'AwsSolutions-APIG4', reason },
    { id: 'AwsSolutions-COG4', reason },
    {
      id: 'AwsSolutions-APIG3',
      reason:
        'AWS WAF is an option (waf=true): with one known caller, an API key, throttling and a body of at most ' +
        '64 KB that is parsed strictly, its price is not always worth it',
    },
  );
}
