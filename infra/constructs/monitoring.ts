import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StackConfig } from '../config.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { alarmRules, createAlarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import type { Monitored } from './metrics.ts';

export interface MonitoringProps {
  /** Name of the dashboard and prefix of the names of alarms. */
  readonly name: string;
  readonly config: StackConfig;
  readonly monitored: Monitored;
}

/** The dashboard, the alarms and the topic that receives them. */
export class Monitoring extends Construct {
  /** URL of the dashboard in the AWS console. */
  readonly dashboardUrl: string;
  /** ARN of the topic, for further subscriptions. */
  readonly topicArn: string;

  constructor(scope: Construct, id: string, { name, config, monitored }: MonitoringProps) {
    super(scope, id);
    const { topic } = new AlarmTopic(this, 'Alarms', config.alarmEmail);
    const rules = alarmRules(monitored, config);
    const alarms = createAlarms(this, topic, { rules, name, runbookUrl: config.runbookUrl });
    createDashboard(this, { name, config, monitored, alarms });
    const { region } = Stack.of(this);
    this.topicArn = topic.topicArn;
    this.dashboardUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;
  }
}
