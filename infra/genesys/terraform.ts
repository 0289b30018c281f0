import type { DataAction } from '../../lambda/actions/define.ts';
import { TIMEOUTS } from '../timeouts.ts';
import { importFile } from './import-file.ts';

/** The category under which Architect lists the actions. */
const CATEGORY = 'Genesys Data Action Cache';

/**
 * A Terraform module in JSON syntax, with a CX as Code resource for each action. Its one variable is `integration_id`.
 * JSON instead of HCL, because JSON.stringify writes valid JSON whatever the templates contain. `apiUrl` is the URL of
 * the API's stage, without a trailing slash.
 */
export function terraformModule(actions: Iterable<DataAction>, apiUrl: string): string {
  const resources = Array.from(actions, (action) => [
    action.name.replaceAll('-', '_'),
    integrationAction(action, apiUrl),
  ]);
  const module = {
    terraform: { required_providers: { genesyscloud: { source: 'mypurecloud/genesyscloud' } } },
    variable: {
      integration_id: {
        type: 'string',
        description:
          'Id of the Web Services Data Actions integration. Its credentials hold the API key in the field apiKey.',
      },
    },
    resource: { genesyscloud_integration_action: Object.fromEntries(resources) },
  };
  return `${JSON.stringify(module, keepLiteral, 2)}\n`;
}

function integrationAction(action: DataAction, apiUrl: string): Record<string, unknown> {
  const { name, config, contract, secure } = importFile(action, apiUrl);
  const { request, response } = config;
  return {
    name,
    category: CATEGORY,
    [REFERENCE]: `\${var.integration_id}`,
    secure,
    config_timeout_seconds: TIMEOUTS.dataActionMs / 1000,
    contract_input: JSON.stringify(contract.input.inputSchema),
    contract_output: JSON.stringify(contract.output.successSchema),
    config_request: {
      request_url_template: request.requestUrlTemplate,
      request_type: request.requestType,
      headers: request.headers,
      request_template: request.requestTemplate,
    },
    config_response: {
      translation_map: response.translationMap,
      translation_map_defaults: response.translationMapDefaults,
      success_template: response.successTemplate,
    },
  };
}

/** The only argument that contains a Terraform expression. */
const REFERENCE = 'integration_id';

/** Escapes `${` as `$${`, so that Terraform does not evaluate the variables of a Velocity template. */
function keepLiteral(key: string, value: unknown): unknown {
  return typeof value === 'string' && key !== REFERENCE ? value.replaceAll(/([$%])\{/g, '$1$1{') : value;
}
