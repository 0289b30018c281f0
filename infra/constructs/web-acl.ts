import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';

/** The window over which AWS WAF counts requests. */
const RATE_WINDOW_SECONDS = 300;

/**
 * Rules that count requests instead of blocking them. Genesys does not document whether it sends a User-Agent. A body may
 * have 64 KB, while the rule blocks more than 8 KB; the function refuses a larger body itself.
 */
const ONLY_COUNTED = ['NoUserAgent_HEADER', 'SizeRestrictions_BODY'];

/** Adds AWS WAF to a stage: AWS's rules against common attacks, and a rate limit for each source address. */
export function addWebAcl(scope: Construct, config: StackConfig, stage: apigateway.Stage): void {
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
    // Keeps the API key out of sampled requests and logs.
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
