import type { Resource } from './synth-stack.ts';

interface Statement {
  Effect?: string;
  Action?: unknown;
  Principal?: unknown;
  Resource?: unknown;
  Condition?: unknown;
}

/** Actions without a resource in AWS, or whose resource exists only afterwards. All others must name their resource. */
const WITHOUT_RESOURCE = [
  // X-Ray.
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  // Network interfaces of Lambda have no ARN before they exist. The code of the function is denied these actions.
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
  // Session Manager's own channels.
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** API Gateway's own role, which serves all APIs of an account and region. */
const ACCOUNT_WIDE_ROLE = /^ApiLogRole/;

/** Property names that mean a secret. */
const SECRET_PROPERTIES = /^(AuthToken|Passwords?|SecretString|MasterUserPassword|GenerateSecretString)$/;

/** Values that look like a secret: a long random text, or a password in a URL. */
const SECRET_VALUES = /:\/\/[^/\s:@]*:[^/\s@]+@|\b(AKIA|ASIA)[A-Z0-9]{16}\b|-----BEGIN/;

/** One line for each violation of a rule that holds for every template. */
export function problemsIn(resources: Readonly<Record<string, Resource>>): string[] {
  return Object.entries(resources).flatMap(([id, resource]) => [
    ...secrets(id, resource.Properties),
    ...openIngress(id, resource),
    ...managedPolicies(id, resource),
    ...statementsOf(resource.Properties).flatMap((statement) => wideStatement(id, resource, statement)),
  ]);
}

function secrets(id: string, value: unknown): string[] {
  if (typeof value === 'string') return SECRET_VALUES.test(value) ? [`${id} has a secret in ${value}`] : [];
  return entriesOf(value).flatMap(([name, item]) => [
    ...(SECRET_PROPERTIES.test(name) ? [`${id} has ${name}`] : []),
    ...secrets(id, item),
  ]);
}

function openIngress(id: string, { Type, Properties }: Resource): string[] {
  const rules =
    Type === 'AWS::EC2::SecurityGroup'
      ? Properties.SecurityGroupIngress
      : Type === 'AWS::EC2::SecurityGroupIngress'
        ? [Properties]
        : [];
  return Object.values(rules ?? {}).flatMap((rule: Record<string, unknown>) =>
    rule.CidrIp !== undefined || rule.CidrIpv6 !== undefined
      ? [`${id} lets in ${rule.CidrIp ?? rule.CidrIpv6}, expected a security group`]
      : [],
  );
}

function managedPolicies(id: string, { Properties }: Resource): string[] {
  return 'ManagedPolicyArns' in Properties ? [`${id} has managed policies`] : [];
}

function wideStatement(id: string, { Type }: Resource, statement: Statement): string[] {
  const { Effect, Principal, Resource, Action, Condition } = statement;
  if (Effect !== 'Allow') return [];
  const actions = [Action].flat().map(String);
  const problems: string[] = [];
  if (isWildcard(Principal) && !isApiPolicyByAddress(Type, Condition))
    problems.push(`${id} allows any principal`);
  // `*` in the policy of a key means this key only.
  const isExcepted = Type === 'AWS::KMS::Key' || ACCOUNT_WIDE_ROLE.test(id);
  if ([Resource].flat().includes('*') && !isExcepted)
    problems.push(
      ...actions
        .filter((action) => !WITHOUT_RESOURCE.includes(action))
        .map((action) => `${id} allows ${action} on *`),
    );
  if (Type !== 'AWS::KMS::Key')
    problems.push(
      ...actions.filter((action) => action.includes('*')).map((action) => `${id} allows ${action}`),
    );
  return problems;
}

/** The API's callers are anonymous to IAM. Its policy restricts them to addresses by a condition. */
function isApiPolicyByAddress(type: string, condition: unknown): boolean {
  return type === 'AWS::ApiGateway::RestApi' && JSON.stringify(condition ?? {}).includes('aws:SourceIp');
}

function isWildcard(principal: unknown): boolean {
  return principal === '*' || entriesOf(principal).some(([, value]) => [value].flat().includes('*'));
}

/** Every statement of every policy document within a value. */
function statementsOf(value: unknown): Statement[] {
  return entriesOf(value).flatMap(([name, item]) =>
    name === 'Statement' && Array.isArray(item) && item.every((each) => 'Effect' in Object(each))
      ? (item as Statement[])
      : statementsOf(item),
  );
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
