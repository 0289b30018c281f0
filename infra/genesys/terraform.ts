import type { DataAction } from '../../lambda/actions/define.ts';
import { TIMEOUTS } from '../timeouts.ts';
import { importFile } from './import-file.ts';

/** Groups the actions in Architect's list. */
const CATEGORY = 'Genesys Data Action Cache';

/**
 * The text of a Terraform module with a CX as Code resource for each action, in JSON syntax; it asks for
 * `integration_id`. JSON, not HCL: what JSON.stringify writes is well-formed whatever the templates hold.
 * @param apiUrl of the stack's stage, without a slash at the end
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
        description: 'Of the Web Services Data Actions integration; its credential has the field apiKey.',
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

/** The one argument that Terraform is to evaluate. */
const REFERENCE = 'integration_id';

/** Velocity writes its variables as Terraform does; `$${` is the literal text `${`. */
function keepLiteral(key: string, value: unknown): unknown {
  return typeof value === 'string' && key !== REFERENCE ? value.replaceAll(/([$%])\{/g, '$1$1{') : value;
}
