import { type DataAction, GROUPS } from '../../lambda/actions/define.ts';
import { components, ERROR_STATUSES, errorReferences, json, ref } from './components.ts';
import { dataSchema, inputExample, inputSchema, type Schema } from './schemas.ts';

/** The OpenAPI 3.1 document of the API, from the declarations of the data actions. `version` is the product's. */
export function openApiDocument(actions: readonly DataAction[], version: string): Schema {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Genesys Data Action Cache',
      version,
      description: 'A read-through cache for Genesys Cloud data actions.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: 'https://{api}.execute-api.{region}.amazonaws.com/v1',
        description: "The stack's output EndpointUrl.",
        variables: { api: { default: 'a1b2c3d4e5' }, region: { default: 'eu-west-1' } },
      },
    ],
    security: [{ apiKey: [] }],
    tags: [...GROUPS, 'service'].map((name) => ({ name })),
    paths: {
      ...Object.fromEntries(actions.map((action) => [`/dataaction/${action.name}`, pathOf(action)])),
      '/dataactions': { get: listingOperation() },
      '/health': { get: healthOperation() },
      '/invalidate': { post: invalidationOperation() },
    },
    components: components(actions),
  };
}

function pathOf(action: DataAction): Schema {
  const { name, group, summary, permission, ttlSeconds, maxAgeSeconds } = action;
  const lines = [
    `Required permission of the OAuth client: ${permission ?? 'none'}.`,
    ttlSeconds === undefined ? '' : `Default TTL: ${ttlSeconds} s.`,
    maxAgeSeconds === undefined ? '' : `Data that is ${maxAgeSeconds} s old or older is never returned.`,
    'Numbers may be sent as strings, lists as arrays. An empty string or null counts as absent.',
  ];
  return {
    post: {
      operationId: name,
      summary,
      description: lines.filter((line) => line !== '').join(' '),
      tags: [group],
      parameters: [{ $ref: '#/components/parameters/errors' }],
      requestBody: { content: json(inputSchema(action), inputExample(action)) },
      responses: { 200: success(action), ...errorReferences(ERROR_STATUSES.dataAction) },
    },
  };
}

function success(action: DataAction): Schema {
  const envelope = {
    type: 'object',
    properties: {
      status: { const: 'success' },
      source: { enum: ['cache', 'api'], description: 'Where the data comes from.' },
      stale: { type: 'boolean', description: 'true if the data is past its TTL or outdated by a change.' },
      ageSeconds: { type: 'integer', minimum: 0, description: 'Age of the data in seconds.' },
      data: dataSchema(action),
    },
    required: ['status', 'source', 'stale', 'ageSeconds', 'data'],
  };
  return {
    description: 'The data; with `?errors=body` also any error of the function.',
    headers: Object.fromEntries(
      ['Age', 'Cache-Status'].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    ),
    content: json({ oneOf: [envelope, ref('Error')] }),
  };
}

function listingOperation(): Schema {
  const listing = { description: 'Every data action with its settings.', content: json(ref('Listing')) };
  return {
    operationId: 'listing',
    ...service('Lists the data actions.'),
    responses: { 200: listing, ...READING_ERRORS },
  };
}

function healthOperation(): Schema {
  const responses = {
    200: { description: 'Redis responds, or is not configured.', content: json(ref('Health')) },
    503: { description: 'Redis does not respond. Requests go to Genesys.', content: json(ref('Health')) },
    ...READING_ERRORS,
  };
  return { operationId: 'health', ...service('Reports whether Redis responds.'), responses };
}

function invalidationOperation(): Schema {
  return {
    operationId: 'invalidate',
    ...service('Invalidates cached entries after a change in Genesys.'),
    description: 'Requires the API key for invalidation; the key for data actions is rejected.',
    parameters: [{ $ref: '#/components/parameters/errors' }],
    requestBody: { required: true, content: json(ref('Change'), { action: 'queues' }) },
    responses: {
      200: {
        description: 'The entries are invalidated. The next request for them calls Genesys.',
        content: json(ref('Invalidated')),
      },
      ...errorReferences(ERROR_STATUSES.invalidation),
    },
  };
}

const READING_ERRORS = errorReferences(ERROR_STATUSES.reading);

function service(summary: string): Schema {
  return { summary, tags: ['service'] };
}
