import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { STSClient } from '@aws-sdk/client-sts';
import { createRead } from '../../../infra/aws/read.ts';
import { parseStackConfig, stackNameOf } from '../../../infra/config.ts';
import { type Account, createClients } from '../../../infra/doctor/account.ts';
import type { Finding } from '../../../infra/doctor/finding.ts';
import { useAwsAccount } from '../../support/aws-account.ts';
import type { AwsReply } from '../../support/aws-replies.ts';
import { NEW_ACCOUNT } from '../../support/new-aws-account.ts';

interface Row {
  readonly check: (account: Account) => Promise<Finding>;
  readonly context?: Record<string, string>;
  /** Replies that differ from those in a new account, by operation. */
  readonly replies: Readonly<Record<string, AwsReply>>;
  readonly outcome: Finding['outcome'];
  readonly found: RegExp;
  /** Absent: there is nothing to do. */
  readonly todo?: RegExp;
}

/** Runs one check for each row, against recorded replies of AWS. */
export function testFindings(title: string, rows: Readonly<Record<string, Row>>): void {
  describe(title, () => {
    const aws = useAwsAccount();
    let clients: Account['clients'];
    before(() => {
      clients = createClients(new STSClient({ region: 'us-east-1' }));
    });
    for (const [name, { check, context = {}, replies, outcome, found, todo }] of Object.entries(rows))
      test(name, async () => {
        aws.replies = { ...NEW_ACCOUNT, ...replies };
        const config = parseStackConfig(context);
        const finding = await check({
          id: '123456789012',
          region: 'us-east-1',
          stackName: stackNameOf(config.stage),
          config,
          clients,
          read: createRead(new AbortController().signal),
        });
        assert.equal(finding.outcome, outcome);
        assert.match(finding.found, found);
        assert.match('todo' in finding ? finding.todo : 'nothing', todo ?? /^nothing$/);
      });
  });
}
