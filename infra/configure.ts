import { join } from 'node:path';
import { runCommand } from './command.ts';
import { STAGES, type Stage } from './config.ts';
import { readRequest } from './configure/options.ts';
import { readValidStageFile, writeStageFile } from './configure/write.ts';
import { stageFilePath } from './stage-file/read.ts';

const HELP = `Writes the configuration of a stage, which every deployment reads: infra/stages/STAGE.jsonc.

usage: npm run configure                                       asks for the stage and the most important keys
       npm run configure -- --stage STAGE --set KEY=VALUE...   sets keys without questions

  --stage STAGE     ${STAGES.join(' or ')}
  --set KEY=VALUE   a key of docs/deploy.md#configuration and its value; repeat it for further keys. An empty value
                    (KEY=) restores the default

The command keeps everything else in the file, including comments. If the result would not be valid, it writes nothing.
`;

const ROOT = join(import.meta.dirname, '..');

async function main(): Promise<void> {
  const request = readRequest(process.argv.slice(2), process.stdin.isTTY && process.stdout.isTTY);
  switch (request.kind) {
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'set':
      return write(request.stage, request.texts);
    case 'ask': {
      const { askForStage, askForTexts } = await import('./configure/questions.ts');
      const stage = request.stage ?? (await askForStage());
      return write(stage, await askForTexts(stage, readValidStageFile(stage, ROOT)));
    }
  }
}

async function write(stage: Stage, texts: ReadonlyMap<string, string>): Promise<void> {
  await writeStageFile(stage, texts, ROOT);
  process.stdout.write(`wrote ${stageFilePath(stage)}: commit it
next: npm run doctor -- --stage ${stage}
then: npm run deploy -- -c stage=${stage}
`);
}

await runCommand(main);
