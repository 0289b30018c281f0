import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { createLogGroup } from './log-group.ts';

/** The window over which AWS WAF counts requests. */
const RATE_WINDOW_SECONDS = 300;

/**
 * Rules that count requests instead of blocking them. Genesys does not document whether it sends a User-Agent. A body may
 * have 64 KB, while the rule blocks more than 8 KB; the function refuses a larger body itself.
 */
const ONLY_COUNTED = ['NoUserAgent_HEADER', 'SizeRestrictions_BODY'];

/** The stage that WAF protects, and the name of the stack. */
interface Protected {
  readonly name: string;
  readonly config: StackConfig;
  readonly stage: apigateway.Stage;
}

/** Adds AWS WAF to a stage: AWS's rules against common attacks, and a rate limit for each source address. */
export function addWebAcl(scope: Construct, { name, config, stage }: Protected): void {
  const acl = new wafv2.CfnWebACL(scope, 'WebAcl', {
    description: 'Protects the data action API',
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    rules: [
      managedRules(0, 'AWSManagedRulesAmazonIpReputationList'),
      managedRules(1, 'AWSManagedRulesKnownBadInputsRuleSet'),
      managedRules(2, 'AWSManagedRulesCommonRuleSet', ONLY_COUNTED),
      rateRule(3, config.requestsPerMinute),
    ],
    visibilityConfig: visibility('WebAcl'),
    // All of a body that the function accepts. By default, the rules inspect the first 16 KB.
    associationConfig: { requestBody: { API_GATEWAY: { defaultSizeInspectionLimit: 'KB_64' } } },
    // Keeps the API key out of sampled requests and of the log.
    dataProtectionConfig: {
      dataProtections: [
        { action: 'SUBSTITUTION', field: { fieldType: 'SINGLE_HEADER', fieldKeys: ['x-api-key'] } },
      ],
    },
  });
  new wafv2.CfnWebACLAssociation(scope, 'WebAclAssociation', {
    resourceArn: stage.stageArn,
    webAclArn: acl.attrArn,
  });
  // WAF requires the prefix. With the id of the API, a new stack does not find the retained log group of a former one.
  const logGroupName = `aws-waf-logs-${name}-${stage.restApi.restApiId}`;
  const logGroup = createLogGroup(scope, 'WebAclLogs', config, logGroupName);
  const logging = new wafv2.CfnLoggingConfiguration(scope, 'WebAclLogging', {
    resourceArn: acl.attrArn,
    // Without the `:*` at the end of logGroupArn, which WAF does not accept.
    logDestinationConfigs: [logGroupArn(scope, logGroupName)],
    loggingFilter: ONLY_BLOCKED,
  });
  logging.node.addDependency(logGroup);
}

/** Logging every request would double the costs of logs. The CDK passes this object on as it is. */
const ONLY_BLOCKED = {
  DefaultBehavior: 'DROP',
  Filters: [
    {
      Behavior: 'KEEP',
      Requirement: 'MEETS_ANY',
      Conditions: [{ ActionCondition: { Action: 'BLOCK' } }],
    },
  ],
};

function logGroupArn(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

function managedRules(
  priority: number,
  name: string,
  onlyCounted: string[] = [],
): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: onlyCounted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visibility(name),
  };
}

/** All requests from Genesys may come from one address, so each address may send twice the usage plan's rate. */
function rateRule(priority: number, requestsPerMinute: number): wafv2.CfnWebACL.RuleProperty {
  const limit = Math.max(10, Math.round(2 * requestsPerMinute * (RATE_WINDOW_SECONDS / 60)));
  return {
    name: 'RateLimitPerAddress',
    priority,
    action: { block: {} },
    statement: {
      rateBasedStatement: { limit, aggregateKeyType: 'IP', evaluationWindowSec: RATE_WINDOW_SECONDS },
    },
    visibilityConfig: visibility('RateLimitPerAddress'),
  };
}

function visibility(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { metricName, cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true };
}
