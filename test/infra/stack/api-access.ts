import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Match } from 'aws-cdk-lib/assertions';
import { BODY_LIMIT_BYTES } from '../../../lambda/http/request.ts';
import { synthStack } from '../../support/synth-stack.ts';

const prod = synthStack({ stage: 'prod' });
const { template } = synthStack({
  stage: 'prod',
  allowedCidrs: '203.0.113.0/24, 198.51.100.7/32',
  waf: 'true',
});

describe('the source ranges', () => {
  test('are the only addresses that can call the API', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', {
      Policy: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Principal: { AWS: '*' },
            Resource: 'execute-api:/*',
            Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7/32'] } },
          },
        ],
      },
    });
  });
});

describe('AWS WAF', () => {
  test('protects the API only with waf=true', () => {
    prod.template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp('::/restapis/')])] },
    });
  });

  test('has rules against common attacks, and a limit per IP address above that of the usage plan', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      Scope: 'REGIONAL',
      DefaultAction: { Allow: {} },
      Rules: Match.arrayWith([
        Match.objectLike({ Name: 'AWSManagedRulesCommonRuleSet', OverrideAction: { None: {} } }),
        Match.objectLike({ Statement: { RateBasedStatement: { Limit: 25_000, EvaluationWindowSec: 300 } } }),
      ]),
    });
  });

  test('lets a body of 64 KB pass, which the function accepts, and inspects all of it', () => {
    const counted = (Name: string) => ({ Name, ActionToUse: { Count: {} } });
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      AssociationConfig: { RequestBody: { API_GATEWAY: { DefaultSizeInspectionLimit: 'KB_64' } } },
      Rules: Match.arrayWith([
        Match.objectLike({
          Statement: {
            ManagedRuleGroupStatement: {
              Name: 'AWSManagedRulesCommonRuleSet',
              RuleActionOverrides: [counted('NoUserAgent_HEADER'), counted('SizeRestrictions_BODY')],
            },
          },
        }),
      ]),
    });
    assert.equal(BODY_LIMIT_BYTES, 64 * 1024);
  });

  test('logs blocked requests to a log group with a retention period, whose name is new in every stack', () => {
    const name = [
      'aws-waf-logs-genesys-data-action-cache-prod-',
      { Ref: Match.stringLikeRegexp('^ApiRestApi') },
    ];
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: { 'Fn::Join': ['', name] },
      RetentionInDays: 90,
    });
    template.hasResource('AWS::WAFv2::LoggingConfiguration', {
      Properties: {
        ResourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ApiWebAcl'), 'Arn'] },
        LogDestinationConfigs: [
          { 'Fn::Join': ['', Match.arrayWith([':log-group:aws-waf-logs-genesys-data-action-cache-prod-'])] },
        ],
        LoggingFilter: {
          DefaultBehavior: 'DROP',
          Filters: [{ Behavior: 'KEEP', Conditions: [{ ActionCondition: { Action: 'BLOCK' } }] }],
        },
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ApiWebAclLogs')]),
    });
  });

  test('masks the API key in its log and in its sampled requests', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACL', {
      DataProtectionConfig: {
        DataProtections: [
          { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['x-api-key'] } },
        ],
      },
    });
  });
});
