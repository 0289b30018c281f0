import { STAGES } from '../config.ts';
import { code, markdownTable } from './markdown.ts';
import type { StackTemplate, StackTemplates } from './stack-template.ts';

/** The resources that stay when a stack is deleted, by logical id. */
const RETAINED: Readonly<Record<string, string>> = {
  ApiLogRole: "API Gateway's role for logs",
  ApiLogRoleAccount: 'The account setting that names this role',
  CredentialsGenesysSecret: 'Secret of the OAuth client, which AWS continues to bill',
  FunctionLogs: 'Logs of the data action function',
  InvalidationLogs: 'Logs of the invalidation function',
  ApiAccessLog: 'Access log of API Gateway',
  ApiExecutionLog: 'Execution log of API Gateway',
  ApiWebAclLogs: 'Log of the requests that WAF blocked (`waf=true`)',
  CacheSlowLog: 'Slow log of Redis (`mode` `replication-group`)',
  NetworkFlowLogs: 'VPC flow logs',
  NetworkDefaultSecurityGroupLogs: 'Log of the CDK function that closes the default security group',
};

/** The tables that are derived from the CloudFormation template, by the name of their block. */
export function stackTables({ dev, withAll }: StackTemplates): Record<string, string> {
  return {
    'stack-outputs': outputsTable(withAll),
    'retained-resources': retainedTable([dev, withAll]),
    alarms: alarmsTable(withAll),
  };
}

function outputsTable({ Outputs }: StackTemplate): string {
  const rows = Object.entries(Outputs).map(([id, { Description }]) => [code(id), Description]);
  return markdownTable(['output', 'meaning'], rows);
}

/** The table of the resources that stay when a stack is deleted, with a column for each stage. */
function retainedTable(templates: readonly StackTemplate[]): string {
  const retained = templates.map(retainedIds);
  const rows = [...new Set(retained.flat())].map((id) => {
    const meaning = RETAINED[id];
    if (meaning === undefined)
      throw new Error(`${id} stays when the stack is deleted, expected a description of it in RETAINED`);
    return [meaning, code(id), ...retained.map((ids) => (ids.includes(id) ? 'stays' : ''))];
  });
  return markdownTable(['what', 'logical id', ...STAGES.map((stage) => `after ${stage}`)], rows);
}

/** The logical ids of the resources that a stack retains, without the hash at the end. */
function retainedIds({ Resources }: StackTemplate): string[] {
  return Object.entries(Resources)
    .filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))
    .sort();
}

function alarmsTable({ Resources }: StackTemplate): string {
  const rows = Object.values(Resources).flatMap(({ Type, Properties = {} }) => {
    if (Type !== 'AWS::CloudWatch::Alarm') return [];
    const { AlarmName, AlarmDescription, Threshold, EvaluationPeriods } = Properties;
    const id = String(AlarmName).replace(/^.*-/, '');
    const [meaning = ''] = String(AlarmDescription).split('. What to do:');
    return [[`[${id}](#${id.toLowerCase()})`, meaning, String(Threshold), String(EvaluationPeriods)]];
  });
  return markdownTable(['alarm', 'meaning', 'fires at', 'periods of 5 min'], rows);
}
