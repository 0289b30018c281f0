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
  readonly target: lambda.IFunction;
}

/** The REST API: `POST /dataaction/{action}`, `GET /dataactions` and `GET /health`, all only with the API key. */
export class Api extends Construct {
  readonly api: apigateway.RestApi;
  readonly apiKey: apigateway.IApiKey;
  /** What a path such as `health` is appended to, for example `https://cache.example.com/`. */
  readonly url: string;
  /** What the CNAME of the custom domain has to be, where there is one. */
  readonly domainTarget: string | undefined;

  constructor(scope: Construct, id: string, { name, config, target }: ApiProps) {
    super(scope, id);
    this.api = this.#restApi(name, config);
    this.#addMethods(target);
    addGatewayResponses(this.api);
    this.apiKey = this.#usage(config);
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

  /** The command that prints the API key's value, which is nowhere in the template. */
  get showKeyCommand(): string {
    const { region } = Stack.of(this);
    return `aws apigateway get-api-key --region ${region} --api-key ${this.apiKey.keyId} --include-value --query value --output text`;
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

  #addMethods(target: lambda.IFunction): void {
    const integration = new apigateway.LambdaIntegration(target, {
      timeout: Duration.millis(TIMEOUTS.apiGatewayMs),
      allowTestInvoke: false,
    });
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
    for (const path of ['dataactions', 'health'])
      this.api.root
        .addResource(path)
        .addMethod('GET', integration, { apiKeyRequired: true, requestValidator: validator });
  }

  /** The API key, whose value API Gateway makes up, and what may be done with it. */
  #usage({ requestsAtOnce, requestsPerMinute }: StackConfig): apigateway.IApiKey {
    const apiKey = this.api.addApiKey('ApiKey', { description: 'for the integration in Genesys Cloud' });
    const plan = this.api.addUsagePlan('UsagePlan', {
      description: "Genesys Cloud's own limits on data actions",
      throttle: { rateLimit: perSecond(requestsPerMinute), burstLimit: requestsAtOnce },
      // A cast: the class does not fit its interface under exactOptionalPropertyTypes.
      apiStages: [{ api: this.api as apigateway.IRestApi, stage: this.api.deploymentStage }],
    });
    plan.addApiKey(apiKey);
    return apiKey;
  }
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
