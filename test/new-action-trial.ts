import { readArguments, runCommand } from '../infra/command.ts';
import { createActionProject, filesOf } from './support/action-project.ts';

const HELP = `Creates data actions for operations of many families in a copy of the project, and checks, tests and calls each.

usage: npm run test:new-action -- [OPERATION...]

  OPERATION  as for npm run new-action -- --from; default: 30 operations
`;

const OPERATIONS = [
  'getRoutingSkills',
  'getRoutingLanguages',
  'getRoutingWrapupcodes',
  'getRoutingSkill',
  'getUsersSearch',
  'getUserRoutingskills',
  'getTeams',
  'getGroups',
  'getLocations',
  'getLocation',
  'getSystempresences',
  'getPresencedefinitions',
  'getAuthorizationDivisions',
  'getAuthorizationRoles',
  'getOrganizationsMe',
  'getArchitectPrompts',
  'getFlows',
  'getFlowsOutcomes',
  'getExternalcontactsOrganizations',
  'getKnowledgeKnowledgebases',
  'getOutboundCampaigns',
  'getOutboundContactlist',
  'getResponsemanagementLibraries',
  'getTelephonyProvidersEdgesSites',
  'getTelephonyProvidersEdgesDids',
  'getIntegrations',
  'getQualityFormsEvaluations',
  'getTaskmanagementWorkbinVersion',
  'getGamificationLeaderboardAll',
  'getWorkforcemanagementBusinessunits',
];

async function main(): Promise<void> {
  const options = { help: { type: 'boolean', short: 'h' } } as const;
  const { values, positionals } = readArguments({ options, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const operations = positionals.length > 0 ? positionals : OPERATIONS;
  const project = await createActionProject();
  try {
    const created: { operation: string; name: string }[] = [];
    for (const operation of operations) {
      const { code, stdout, stderr } = await project.newAction('--from', operation);
      const [, name] = /^wrote lambda\/actions\/(.+)\.ts$/m.exec(stdout) ?? [];
      if (code === 0 && name !== undefined) created.push({ operation, name });
      else process.stdout.write(`${operation}: ${stderr}`);
    }
    const registries = ['lambda/actions/catalog.ts', 'lambda/genesys/apis.ts'];
    const files = created.flatMap(({ name }) => filesOf(name));
    const { biome, types } = await project.check([...files, ...registries]);
    process.stdout.write(`biome ${biome.code} tsc ${types.code}\n${types.stdout}`);
    const sources = await project.callTwice(created.map(({ name }) => name));
    for (const { operation, name } of created) {
      const test = await project.run('--test', filesOf(name)[1]);
      const isTyped = !types.stdout.includes(`/${name}.`);
      const row = [isTyped ? 'check ok' : 'check FAILED', test.code === 0 ? 'test ok' : 'test FAILED'];
      process.stdout.write(
        `${operation.padEnd(40)} ${row.join('  ')}  ${sources.get(name)?.join(', then ')}\n`,
      );
    }
  } finally {
    await project.remove();
  }
}

await runCommand(main);
