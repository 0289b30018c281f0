import type { DataAction } from '../../lambda/actions/define.ts';
import { components, ERROR_STATUSES, errorReferences, json, ref } from './components.ts';
import { dataSchema, inputExample, inputSchema, type Schema } from './schemas.ts';

/**
 * The API as an OpenAPI 3.1 document, from the declarations of its data actions.
 * @param version of the product
 */
export function openApiDocument(actions: readonly DataAction[], version: string): Schema {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Genesys Data Action Cache',
      version,
      description: 'Genesys Cloud data actions, answered from a cache.',
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
    tags: [{ name: 'data actions' }, { name: 'service' }],
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
  const { name, summary, permission, ttlSeconds, maxAgeSeconds } = action;
  const lines = [
    `Permission of the OAuth client: ${permission ?? 'none'}.`,
    ttlSeconds === undefined ? '' : `Fresh for ${ttlSeconds} s unless set otherwise.`,
    maxAgeSeconds === undefined ? '' : `Never older than ${maxAgeSeconds} s.`,
    'Numbers may come as text, and lists as arrays; an empty string or null counts as absent.',
  ];
  return {
    post: {
      operationId: name,
      summary,
      description: lines.filter((line) => line !== '').join(' '),
      tags: ['data actions'],
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
      source: { enum: ['cache', 'api'], description: 'Where the answer comes from.' },
      stale: { type: 'boolean', description: 'Whether it is older than it should be.' },
      ageSeconds: { type: 'integer', minimum: 0, description: 'How long ago Genesys gave it.' },
      data: dataSchema(action),
    },
    required: ['status', 'source', 'stale', 'ageSeconds', 'data'],
  };
  return {
    description: 'The answer; or any error of the function, with `?errors=body`.',
    headers: Object.fromEntries(
      ['Age', 'Cache-Status'].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
    ),
    content: json({ oneOf: [envelope, ref('Error')] }),
  };
}

function listingOperation(): Schema {
  const listing = { description: 'Every data action, and how it is set.', content: json(ref('Listing')) };
  return {
    operationId: 'listing',
    ...service('Lists the data actions.'),
    responses: { 200: listing, ...KEY_NEEDED },
  };
}

function healthOperation(): Schema {
  const responses = {
    200: { description: 'Redis answers, or there is none.', content: json(ref('Health')) },
    503: { description: 'Redis does not answer. Genesys is asked instead.', content: json(ref('Health')) },
    ...KEY_NEEDED,
  };
  return { operationId: 'health', ...service('Tells whether Redis answers.'), responses };
}

function invalidationOperation(): Schema {
  return {
    operationId: 'invalidate',
    ...service('Makes answers stale, as something changed in Genesys.'),
    description: 'Takes an API key of its own.',
    parameters: [{ $ref: '#/components/parameters/errors' }],
    requestBody: { required: true, content: json(ref('Change'), { action: 'queues' }) },
    responses: {
      200: {
        description: 'The next request for them calls Genesys.',
        content: json(ref('Invalidated')),
      },
      ...errorReferences(ERROR_STATUSES.invalidation),
    },
  };
}

const KEY_NEEDED = errorReferences(ERROR_STATUSES.reading);

function service(summary: string): Schema {
  return { summary, tags: ['service'] };
}
