import { withoutEmptyLines } from './action-text.ts';
import type { ActionPlan } from './plan.ts';
import { typeText } from './sdk-type.ts';

/** The file of the simulator that responds to the operation, before the formatter lays it out. */
export function sampleText({ name, constant, operation, inputs, full }: ActionPlan): string {
  const inPath = inputs.filter(({ sentIn }) => sentIn === 'path');
  const pathParameters = Object.fromEntries(
    inPath.map(({ sdkName, trial }) => [sdkName, String(trial.sent)]),
  );
  const type = typeText(operation.result);
  return withoutEmptyLines(`${type.includes('Models.') ? "import type { Models } from 'purecloud-platform-client-v2';" : ''}
import { ${constant} } from '../../../../lambda/actions/${name}.ts';
import type { Route } from '../route.ts';
import { sampleRoute } from '../sample-route.ts';

/** A made-up response of \`GET ${operation.path}\`. */
export const sample: ${type} = ${JSON.stringify(full.response)};

export const ${constant}Route: Route = sampleRoute({
  path: ${JSON.stringify(operation.path)},
  permission: ${constant}.permission,
  ${inPath.length === 0 ? '' : `pathParameters: ${JSON.stringify(pathParameters)},`}
  body: sample,
});
`);
}
