import { readArguments, reasonOf, runCommand, UsageError } from './command.ts';
import { STAGE, STAGES, stackNameOf } from './config.ts';
import { parseApiUrl } from './genesys/api-url.ts';
import type { Api } from './smoke/api.ts';
import { type CheckResult, runChecks } from './smoke/checks.ts';

const LOCAL_API = 'http://127.0.0.1:3000';
const HELP = `Checks that the cache works: health, a miss, a hit, a wrong API key, an invalidation and an error.
Makes two calls to Genesys, and invalidates the entries of the data action queues.

usage: npm run smoke                        checks npm start
       npm run smoke -- --stage STAGE       checks a deployed stack
       npm run smoke -- --api-url URL       checks another address of npm start

  --stage STAGE   ${STAGES.join(' or ')}. Reads the stack's outputs and API keys with the credentials and the
                  region of the AWS CLI.
  --api-url URL   default: ${LOCAL_API}
`;

async function main(): Promise<void> {
  const { values } = readArguments({
    options: {
      stage: { type: 'string' },
      'api-url': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const api = await apiOf(values.stage, values['api-url']);
  process.stdout.write(`${api.url}\n\n`);
  const failed = await printResults(api);
  if (failed.length === 0) return;
  const advice = failed.map(({ name, lookAt }) => `  ${name}: ${lookAt}`);
  throw new UsageError(`\n${failed.length} failed. Where to look:\n${advice.join('\n')}`);
}

async function apiOf(stage: string | undefined, url: string | undefined): Promise<Api> {
  if (stage === undefined) return localApi(url ?? LOCAL_API);
  if (url !== undefined)
    throw new UsageError('expected either --stage or --api-url; --help shows the options');
  const known = STAGE.read(stage);
  if (known === undefined)
    throw new UsageError(`--stage is ${JSON.stringify(stage)}, expected ${STAGE.expected}`);
  // The AWS SDK takes longer to load than all else.
  const { findDeployment } = await import('./smoke/deployment.ts');
  return findDeployment(stackNameOf(known));
}

function localApi(text: string): Api {
  const url = parseApiUrl(text);
  if (url === undefined)
    throw new UsageError(`--api-url is ${JSON.stringify(text)}, expected an http URL of this machine`);
  return { url, apiKey: undefined, invalidationKey: undefined };
}

/** Prints each result as soon as it is known, and returns those that failed. */
async function printResults(api: Api): Promise<CheckResult[]> {
  const failed: CheckResult[] = [];
  try {
    for await (const result of runChecks(api)) {
      const { name, outcome, found, expected } = result;
      if (outcome === 'failed') failed.push(result);
      const detail = outcome === 'failed' ? `${found}; expected: ${expected}` : found;
      process.stdout.write(`${outcome.padEnd(7)}  ${name.padEnd(17)}  ${detail}\n`);
    }
  } catch (error) {
    throw new UsageError(`${api.url} cannot be reached: ${reasonOf(error)}`, { cause: error });
  }
  return failed;
}

await runCommand(main);
