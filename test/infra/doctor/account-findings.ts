import { examineBootstrap } from '../../../infra/doctor/bootstrap.ts';
import { examineConcurrency } from '../../../infra/doctor/concurrency.ts';
import { examineLogRole } from '../../../infra/doctor/log-role.ts';
import { examineAddresses, examineVpcs } from '../../../infra/doctor/quotas.ts';
import { examineStack } from '../../../infra/doctor/stack-state.ts';
import * as aws from '../../support/aws-replies.ts';
import { testFindings } from './test-findings.ts';

const ROLE = 'arn:aws:iam::123456789012:role/service-role/logs';
const NO_ROLE = aws.queryError('NoSuchEntity', 'The role with name logs cannot be found.', 404);

testFindings('what npm run doctor finds in the account', {
  'a complete stack': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('UPDATE_COMPLETE') },
    outcome: 'ok',
    found: /^genesys-data-action-cache-dev is in the state UPDATE_COMPLETE$/,
  },
  'a stack that was never created': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('REVIEW_IN_PROGRESS') },
    outcome: 'ok',
    found: /REVIEW_IN_PROGRESS/,
  },
  'a running deployment': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('UPDATE_IN_PROGRESS') },
    outcome: 'warning',
    found: /UPDATE_IN_PROGRESS/,
    todo: /Wait .* describe-stacks --region us-east-1 --stack-name genesys-data-action-cache-dev$/,
  },
  'what a failed first deployment left': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('ROLLBACK_COMPLETE') },
    outcome: 'warning',
    found: /ROLLBACK_COMPLETE$/,
    todo: /: aws cloudformation delete-stack --region us-east-1 --stack-name genesys-data-action-cache-dev$/,
  },
  'what a failed first deployment of prod left': {
    check: examineStack,
    context: { stage: 'prod' },
    replies: { DescribeStacks: aws.stack('ROLLBACK_FAILED', true) },
    outcome: 'problem',
    found: /ROLLBACK_FAILED, and protected$/,
    todo: /: aws cloudformation update-termination-protection --region us-east-1 --stack-name genesys-data-action-cache-prod --no-enable-termination-protection && aws cloudformation delete-stack --region us-east-1 --stack-name genesys-data-action-cache-prod$/,
  },
  'a deletion that failed': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('DELETE_FAILED') },
    outcome: 'problem',
    found: /DELETE_FAILED$/,
    todo: /: aws cloudformation delete-stack --region us-east-1/,
  },
  'a rollback that failed': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('UPDATE_ROLLBACK_FAILED') },
    outcome: 'problem',
    found: /UPDATE_ROLLBACK_FAILED/,
    todo: /continue-update-rollback --region us-east-1/,
  },
  'a deployment without rollback that failed': {
    check: examineStack,
    replies: { DescribeStacks: aws.stack('CREATE_FAILED') },
    outcome: 'warning',
    found: /CREATE_FAILED/,
    todo: /--no-rollback, or roll back: npx cdk rollback genesys-data-action-cache-dev$/,
  },

  'an account without bootstrap': {
    check: examineBootstrap,
    replies: { GetParameter: aws.jsonError('ParameterNotFound', '') },
    outcome: 'problem',
    found: /^\/cdk-bootstrap\/hnb659fds\/version does not exist$/,
    todo: /: npx cdk bootstrap aws:\/\/123456789012\/us-east-1$/,
  },
  'a bootstrap that is too old': {
    check: examineBootstrap,
    replies: { GetParameter: aws.bootstrapVersion('5') },
    outcome: 'problem',
    found: /^version 5$/,
    todo: /npx cdk bootstrap/,
  },
  'the oldest bootstrap that is enough': {
    check: examineBootstrap,
    replies: { GetParameter: aws.bootstrapVersion('6') },
    outcome: 'ok',
    found: /^version 6$/,
  },

  'a role for logs of other APIs': {
    check: examineLogRole,
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: aws.role({}) },
    outcome: 'warning',
    found: /^arn:aws:iam::123456789012:role\/service-role\/logs$/,
    todo: /^Keep the role: npm run configure -- --stage dev --set apiGatewayLogRole=false$/,
  },
  'the role for logs of another stage': {
    check: examineLogRole,
    context: { stage: 'prod' },
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: aws.role(aws.OWN) },
    outcome: 'warning',
    found: /logs$/,
    todo: /^Keep the role: npm run configure -- --stage prod --set apiGatewayLogRole=false$/,
  },
  'the role for logs of this stage': {
    check: examineLogRole,
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: aws.role(aws.OWN) },
    outcome: 'ok',
    found: /logs, of this stage$/,
  },
  'a deleted role for logs': {
    check: examineLogRole,
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: NO_ROLE },
    outcome: 'ok',
    found: /logs was deleted, and the stack creates one$/,
  },
  'a role for logs that the stack does not change': {
    check: examineLogRole,
    context: { apiGatewayLogRole: 'false' },
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: aws.role({}) },
    outcome: 'ok',
    found: /logs, which the stack does not change$/,
  },
  'no role for logs where the stack creates none': {
    check: examineLogRole,
    context: { apiGatewayLogRole: 'false' },
    replies: {},
    outcome: 'problem',
    found: /^the account has none$/,
    todo: /^Remove the key, .* --set apiGatewayLogRole=$/,
  },
  'a deleted role for logs where the stack creates none': {
    check: examineLogRole,
    context: { apiGatewayLogRole: 'false' },
    replies: { GetAccount: aws.logRoleSetting(ROLE), GetRole: NO_ROLE },
    outcome: 'problem',
    found: /logs was deleted$/,
    todo: /^Remove the key, .* --set apiGatewayLogRole=$/,
  },

  'the concurrency of a new account': {
    check: examineConcurrency,
    replies: { GetAccountSettings: aws.lambdaLimit(10) },
    outcome: 'warning',
    found: /^10 at once, 10 of them not reserved$/,
    todo: /--region us-east-1 --service-code lambda --quota-code L-B99A9384 --desired-value 1000$/,
  },
  'reserved concurrency that the limit allows': {
    check: examineConcurrency,
    context: { reservedConcurrency: '50' },
    replies: { GetAccountSettings: aws.lambdaLimit(150) },
    outcome: 'ok',
    found: /^150 at once/,
  },
  'reserved concurrency that leaves too little': {
    check: examineConcurrency,
    context: { reservedConcurrency: '51', provisionedConcurrency: '1' },
    replies: { GetAccountSettings: aws.lambdaLimit(150) },
    outcome: 'problem',
    found: /^150 at once/,
    todo: /^Deploy without reservedConcurrency for now.*--desired-value 1000$/,
  },
  'provisioned concurrency that leaves too little': {
    check: examineConcurrency,
    context: { provisionedConcurrency: '1200' },
    replies: {},
    outcome: 'problem',
    found: /^1000 at once/,
    todo: /^Deploy without provisionedConcurrency for now.*--desired-value 1300$/,
  },
  'concurrency that other functions have reserved': {
    check: examineConcurrency,
    context: { reservedConcurrency: '50' },
    replies: { GetAccountSettings: aws.lambdaLimit(1000, 149) },
    outcome: 'warning',
    found: /149 of them not reserved/,
    todo: /set a lower reservedConcurrency.*--desired-value 1050$/,
  },

  'no room for a VPC': {
    check: examineVpcs,
    replies: { DescribeVpcs: aws.vpcs({}, {}, {}, {}, {}) },
    outcome: 'problem',
    found: /^5 of 5 in use$/,
    todo: /--region us-east-1 --service-code vpc --quota-code L-F678F1CE --desired-value 6$/,
  },
  'a full quota that contains the VPC of the stack': {
    check: examineVpcs,
    replies: { DescribeVpcs: aws.vpcs({}, {}, {}, {}, aws.OWN) },
    outcome: 'ok',
    found: /^5 of 5 in use, 0 more needed$/,
  },
  'no room for the addresses of two NATs': {
    check: examineAddresses,
    context: { stage: 'prod' },
    replies: { DescribeAddresses: aws.addresses({}, {}, {}, aws.OWN) },
    outcome: 'problem',
    found: /^4 of 5 in use$/,
    todo: /--region us-east-1 --service-code ec2 --quota-code L-0263D0A3 --desired-value 6$/,
  },
  'room for the address of one NAT': {
    check: examineAddresses,
    replies: { DescribeAddresses: aws.addresses({}, {}, {}, {}) },
    outcome: 'ok',
    found: /^4 of 5 in use, 1 more needed$/,
  },
  'a quota that has a default only': {
    check: examineVpcs,
    replies: {
      GetServiceQuota: aws.jsonError('NoSuchResourceException', 'none'),
      GetAWSDefaultServiceQuota: aws.quota(7),
    },
    outcome: 'ok',
    found: /^1 of 7 in use/,
  },
});
