import { readArguments, runCommand, UsageError } from './command.ts';
import { STAGES } from './config.ts';
import { report } from './doctor/report.ts';
import { readStackConfig } from './stage-file/read.ts';

/** The timeout of the check of the credentials, and of each later check. */
const TIMEOUT_MS = 15_000;
const HELP = `Checks, before a deployment, whether it can succeed: region, credentials, the state of the stack, the bootstrap of
the CDK, the role for API Gateway's logs, quotas, zones, and the engine and node type of the cache. Only reads from AWS, with
the credentials and the region of the AWS CLI.

usage: npm run doctor -- [--stage STAGE] [-c KEY=VALUE]...

  --stage STAGE            ${STAGES.join(' or ')}; default: ${STAGES[0]}
  -c, --context KEY=VALUE  overrides the file of the stage, as for npm run deploy

Each line begins with ok, warning (the deployment may fail or do something unexpected), problem (it would fail) or unknown
(AWS refused the request or did not respond). The exit code is 1 if there is a problem, otherwise 0.
`;

async function main(): Promise<void> {
  const { values } = readArguments({
    options: {
      stage: { type: 'string' },
      context: { type: 'string', short: 'c', multiple: true },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const { stage, context } = values;
  const { config } = readStackConfig({ ...contextOf(context ?? []), ...(stage !== undefined && { stage }) });
  // The AWS SDK takes longer to load than all else.
  const { examine } = await import('./doctor/examine.ts');
  await report(
    examine(config, () => AbortSignal.timeout(TIMEOUT_MS)),
    (text) => process.stdout.write(text),
  );
}

/** The context of `-c key=value` options. */
function contextOf(options: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    options.map((option) => {
      const [key = '', ...value] = option.split('=');
      if (value.length === 0)
        throw new UsageError(
          `-c is ${JSON.stringify(option)}, expected a key and a value such as -c stage=prod`,
        );
      return [key, value.join('=')];
    }),
  );
}

await runCommand(main);
