import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import type { Account } from './account.ts';
import { type Finding, ok, problem, warning } from './finding.ts';
import { increaseCommand } from './quotas.ts';

/** What Lambda keeps for functions without reserved concurrency. */
const MIN_UNRESERVED = 100;
/** The limit of older accounts; new ones have 10. */
const USUAL_LIMIT = 1000;
const QUOTA = { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' };

/** Whether Lambda's concurrency limit leaves enough for the function, and for what the configuration reserves. */
export async function examineConcurrency(account: Account): Promise<Finding> {
  const { config, clients, read } = account;
  const { AccountLimit } = await read('lambda:GetAccountSettings', (options) =>
    clients.lambda.send(new GetAccountSettingsCommand({}), options),
  );
  const { ConcurrentExecutions: limit = 0, UnreservedConcurrentExecutions: unreserved = 0 } =
    AccountLimit ?? {};
  const found = `${limit} at once, ${unreserved} of them not reserved`;
  const request = (value: number) =>
    `Request a higher quota: ${increaseCommand(account, QUOTA, Math.max(USUAL_LIMIT, value))}`;

  const { reservedConcurrency, provisionedConcurrency, requestsAtOnce } = config;
  const reserved = reservedConcurrency ?? provisionedConcurrency ?? 0;
  const key = reservedConcurrency === undefined ? 'provisionedConcurrency' : 'reservedConcurrency';
  if (reserved > 0 && reserved > limit - MIN_UNRESERVED)
    return problem({
      found,
      expected: `${reserved} for ${key}, and ${MIN_UNRESERVED} that Lambda keeps for other functions`,
      todo: `Deploy without ${key} for now. ${request(reserved + MIN_UNRESERVED)}`,
    });
  if (reserved > 0 && reserved > unreserved - MIN_UNRESERVED)
    return warning({
      found,
      expected: `${reserved + MIN_UNRESERVED} not reserved, unless the stack has its ${reserved} already`,
      todo: `If other functions have reserved them, set a lower ${key}. ${request(limit + reserved)}`,
    });
  if (reserved === 0 && unreserved < requestsAtOnce)
    return warning({
      found,
      expected: `${requestsAtOnce} not reserved (requestsAtOnce): Lambda rejects further requests`,
      todo: `Enough for a first try. ${request(limit + requestsAtOnce)}`,
    });
  return ok(found);
}
