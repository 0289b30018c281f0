import type { DataAction } from '../../lambda/actions/define.ts';
import { TIMEOUTS } from '../timeouts.ts';
import { attributes, block, literal, object, quote } from './hcl.ts';
import { importFile } from './import-file.ts';

/** The name of the integration, under which Architect lists the data actions. */
const NAME = 'Genesys Data Action Cache';

const HEADER = `# The Genesys Cloud side of Genesys Data Action Cache, written by "npm run data-action".
# The provider reads GENESYSCLOUD_OAUTHCLIENT_ID, GENESYSCLOUD_OAUTHCLIENT_SECRET and GENESYSCLOUD_REGION.`;

/**
 * A Terraform module that creates everything in Genesys Cloud: credential, integration and data actions. The API key and
 * the URL of the API's stage are variables. `apiUrl` is the default of the URL.
 */
export function terraformModule(actions: Iterable<DataAction>, apiUrl: string): string {
  const resources = Array.from(actions, (action) => ({ action, label: action.name.replaceAll('-', '_') }));
  const blocks = [
    HEADER,
    REQUIREMENTS,
    apiUrlVariable(apiUrl),
    API_KEY_VARIABLE,
    API_URL_WITHOUT_SLASH,
    CREDENTIAL,
    INTEGRATION,
    ...resources.map(({ action, label }) => integrationAction(action, label)),
    output('integration_id', 'Id of the integration.', 'genesyscloud_integration.cache.id'),
    output('credential_id', 'Id of the credential.', 'genesyscloud_integration_credential.api_key.id'),
    output(
      'action_ids',
      'Id of each data action in Genesys Cloud.',
      object(
        Object.fromEntries(
          resources.map(({ action, label }) => [action.name, `genesyscloud_integration_action.${label}.id`]),
        ),
      ),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const REQUIREMENTS = block(
  'terraform',
  attributes({ required_version: quote('>= 1.0') }),
  block(
    'required_providers',
    attributes({ genesyscloud: literal({ source: 'mypurecloud/genesyscloud', version: '~> 1.70' }) }),
  ),
);

function apiUrlVariable(apiUrl: string): string {
  const description = "URL of the API's stage: the stack's output EndpointUrl.";
  return block(
    'variable "api_url"',
    attributes({ description: quote(description), type: 'string', default: quote(apiUrl) }),
    block(
      'validation',
      attributes({
        condition: `can(regex(${quote('^https://[^/?#]+(/[\\w.~-]+)*/?$')}, var.api_url))`,
        error_message: quote('Expected an https URL without a query.'),
      }),
    ),
  );
}

const API_URL_WITHOUT_SLASH = block('locals', attributes({ api_url: 'trimsuffix(var.api_url, "/")' }));

const API_KEY_VARIABLE = block(
  'variable "api_key"',
  attributes({
    description: quote("The API key, which the command in the stack's output ApiKeyCommand prints."),
    type: 'string',
    sensitive: 'true',
  }),
);

const CREDENTIAL = block(
  'resource "genesyscloud_integration_credential" "api_key"',
  attributes({
    name: quote(NAME),
    credential_type_name: quote('userDefined'),
    fields: object({ apiKey: 'var.api_key' }),
  }),
);

const INTEGRATION = block(
  'resource "genesyscloud_integration" "cache"',
  attributes({ integration_type: quote('custom-rest-actions'), intended_state: quote('ENABLED') }),
  block(
    'config',
    attributes({
      name: quote(NAME),
      // This integration type has one place for a credential of any type, which Genesys calls basicAuth.
      credentials: object({ basicAuth: 'genesyscloud_integration_credential.api_key.id' }),
    }),
  ),
);

function integrationAction(action: DataAction, label: string): string {
  const { name, config, contract, secure } = importFile(action, '');
  const { request, response } = config;
  return block(
    `resource "genesyscloud_integration_action" "${label}"`,
    attributes({
      name: quote(name),
      category: quote(NAME),
      integration_id: 'genesyscloud_integration.cache.id',
      secure: literal(secure),
      config_timeout_seconds: literal(TIMEOUTS.dataActionMs / 1000),
      contract_input: `jsonencode(${literal(contract.input.inputSchema)})`,
      contract_output: `jsonencode(${literal(contract.output.successSchema)})`,
    }),
    block(
      'config_request',
      attributes({
        request_url_template: `"\${local.api_url}${quote(request.requestUrlTemplate).slice(1)}`,
        request_type: quote(request.requestType),
        headers: literal(request.headers),
        request_template: quote(request.requestTemplate),
      }),
    ),
    block(
      'config_response',
      attributes({
        translation_map: literal(response.translationMap),
        translation_map_defaults: literal(response.translationMapDefaults),
        success_template: quote(response.successTemplate),
      }),
    ),
  );
}

function output(name: string, description: string, value: string): string {
  return block(`output "${name}"`, attributes({ description: quote(description), value }));
}
