import { STSClient } from '@aws-sdk/client-sts';
import { createRead, ReadError } from '../aws/read.ts';
import { findRegion } from '../aws/region.ts';
import { messageOf } from '../command.ts';
import { type StackConfig, stackNameOf } from '../config.ts';
import { type Account, createClients } from './account.ts';
import { examineBootstrap } from './bootstrap.ts';
import { examineEngine, examineNodeType } from './cache-offerings.ts';
import { examineConcurrency } from './concurrency.ts';
import { examineCredentials } from './credentials.ts';
import type { Finding } from './finding.ts';
import { examineLogRole } from './log-role.ts';
import { examineAddresses, examineVpcs } from './quotas.ts';
import { awsRegionOf, examineRegion } from './region.ts';
import { examineStack } from './stack-state.ts';
import { examineZones } from './zones.ts';

/** What one check found. */
export type CheckResult = Finding & { readonly name: string };

const CHECKS: Readonly<Record<string, (account: Account) => Promise<Finding>>> = {
  stack: examineStack,
  'CDK bootstrap': examineBootstrap,
  'log role': examineLogRole,
  'Lambda concurrency': examineConcurrency,
  VPCs: examineVpcs,
  'Elastic IP addresses': examineAddresses,
  zones: examineZones,
  'cache engine': examineEngine,
  'cache node type': examineNodeType,
};

/**
 * Checks whether the stack of this configuration can be deployed, with the credentials and the region of the AWS CLI. If
 * one of the two is missing, nothing else is checked. All other checks run concurrently, each with its own deadline, and
 * their results have a fixed order.
 */
export async function* examine(
  config: StackConfig,
  startDeadline: () => AbortSignal,
): AsyncGenerator<CheckResult> {
  const region = await findRegion();
  const regionFinding = examineRegion(region, config.genesysRegion);
  yield { name: 'region', ...regionFinding };
  const isUsable = region !== undefined && regionFinding.outcome !== 'problem';
  const sts = new STSClient({ region: isUsable ? region : awsRegionOf(config.genesysRegion) });
  const { finding, accountId } = await examineCredentials(sts, createRead(startDeadline()));
  yield { name: 'credentials', ...finding };
  if (!isUsable || accountId === undefined) return;

  const target = {
    id: accountId,
    region,
    config,
    stackName: stackNameOf(config.stage),
    clients: createClients(sts),
  };
  const results = Object.entries(CHECKS).map(async ([name, check]) => {
    const account = { ...target, read: createRead(startDeadline()) };
    return { name, ...(await check(account).catch(couldNotLook)) };
  });
  for (const result of results) yield await result;
}

/** Turns the failure of one check into a result, so that the other results still appear. */
function couldNotLook(error: unknown): Finding {
  const todo = error instanceof ReadError ? error.todo : 'Run this again.';
  return { outcome: 'unknown', found: messageOf(error), todo };
}
