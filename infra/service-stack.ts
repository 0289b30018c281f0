import { join } from 'node:path';
import { CfnOutput, Stack, Tags } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { SERVICE_NAME } from '../lambda/config/settings.ts';
import { type StackConfig, stackNameOf } from './config.ts';
import { Api } from './constructs/api.ts';
import { ApiFunction } from './constructs/api-function.ts';
import { Cache } from './constructs/cache.ts';
import { Credentials } from './constructs/credentials.ts';
import { FunctionRole } from './constructs/function-role.ts';
import { Invalidation } from './constructs/invalidation.ts';
import { createLogGroup } from './constructs/log-group.ts';
import { FunctionMetrics } from './constructs/metrics.ts';
import { Monitoring } from './constructs/monitoring.ts';
import { Network } from './constructs/network.ts';

export interface ServiceStackProps {
  readonly config: StackConfig;
  /** Folder with a subfolder for the bundle of each function (bundle.ts). */
  readonly bundlesPath: string;
}

/**
 * The whole product in one stack. It looks nothing up in AWS, so it can be synthesised without an account or a region,
 * and deployed to any.
 */
export class ServiceStack extends Stack {
  constructor(scope: Construct, { config, bundlesPath }: ServiceStackProps) {
    const name = stackNameOf(config.stage);
    super(scope, name, {
      description: `Read-through cache for Genesys Cloud data actions (${config.stage})`,
      terminationProtection: config.stage === 'prod',
    });
    // The next deployment compares its configuration with this one (deployed/read.ts).
    const { stage: _, ...recorded } = config;
    this.templateOptions.metadata = { Configuration: recorded };
    // In some regions, such as me-south-1, dashboards have no tags and CloudFormation would reject them.
    const taggable = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] };
    Tags.of(this).add('service', SERVICE_NAME, taggable);
    Tags.of(this).add('stage', config.stage, taggable);

    const network = new Network(this, 'Network', config);
    const { vpc } = network;
    const credentials = new Credentials(this, 'Credentials', config.stage);
    const { secretArn } = credentials;
    const cache = new Cache(this, 'Cache', {
      name,
      config,
      vpc,
      subnets: network.cacheSubnets,
      securityGroup: network.cacheSecurityGroup,
    });
    const logGroup = createLogGroup(this, 'FunctionLogs', config);
    const { role } = new FunctionRole(this, 'FunctionRole', {
      description: 'Role of the data action function',
      logGroup,
      secretArn,
      cacheArns: cache.users.dataActions.connectArns,
    });
    if (config.secretsManagerEndpoint) network.addSecretsManagerEndpoint(secretArn, role);
    const inVpc = { vpc, subnets: network.functionSubnets };
    const { function: fn, target } = new ApiFunction(this, 'ApiFunction', {
      ...inVpc,
      config,
      bundlePath: join(bundlesPath, 'data-actions'),
      role,
      logGroup,
      securityGroup: network.functionSecurityGroup,
      environment: {
        ...cache.users.dataActions.environment,
        GENESYS_SECRET_ID: secretArn,
        POWERTOOLS_SERVICE_NAME: name,
      },
    });
    const invalidation = new Invalidation(this, 'Invalidation', {
      ...inVpc,
      config,
      serviceName: name,
      bundlePath: join(bundlesPath, 'invalidation'),
      securityGroup: network.invalidationSecurityGroup,
      login: cache.users.invalidation,
    });
    const api = new Api(this, 'Api', {
      name,
      config,
      target,
      // A cast: the class does not match its interface under exactOptionalPropertyTypes.
      invalidation: { function: invalidation.function as lambda.IFunction, apiKey: invalidation.apiKey },
    });
    const monitored = {
      api: api.api,
      function: fn,
      functionMetrics: new FunctionMetrics(name),
      cacheDimensions: cache.dimensions,
      changes: invalidation.changes,
    };
    const monitoring = new Monitoring(this, 'Monitoring', { name, config, monitored });

    this.#outputs({
      EndpointUrl: ['URL of the API. Append dataaction/<action>.', api.url],
      DomainTarget: ['Target for the CNAME of domainName (only with domainName).', api.domainTarget],
      ApiKeyId: ['Id of the API key for data actions.', api.apiKey.keyId],
      ApiKeyCommand: ['Command that prints the API key for data actions.', api.showKeyCommand(api.apiKey)],
      InvalidationKeyId: ['Id of the API key for POST /invalidate.', invalidation.apiKey.keyId],
      InvalidationKeyCommand: [
        'Command that prints the API key for POST /invalidate.',
        api.showKeyCommand(invalidation.apiKey),
      ],
      LostChangesCommand: [
        'Command that prints the changes in Genesys that could not be applied.',
        invalidation.changes.showCommand,
      ],
      LostChangesRedriveCommand: [
        'Command that moves these changes back to the queue, to apply them again.',
        invalidation.changes.redriveCommand,
      ],
      GenesysSecretArn: [
        'ARN of the secret for the OAuth client. The secret is empty after the first deployment.',
        secretArn,
      ],
      GenesysSecretCommand: [
        'Command that stores the secret. Type {"clientId": "...", "clientSecret": "..."} when it waits for input.',
        credentials.fillCommand,
      ],
      DashboardUrl: ['URL of the dashboard (commercial AWS regions only).', monitoring.dashboardUrl],
      AlarmTopicArn: ['ARN of the SNS topic that receives the alarms.', monitoring.topicArn],
    });
  }

  /** Outputs without a value are omitted. */
  #outputs(outputs: Record<string, [description: string, value: string | undefined]>): void {
    for (const [id, [description, value]] of Object.entries(outputs))
      if (value !== undefined) new CfnOutput(this, id, { description, value });
  }
}
