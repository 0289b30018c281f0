import { type DataAction, entityTypesOf, GROUPS } from '../../lambda/actions/define.ts';
import { ERRORS, errorsByStatus, GATEWAY_ERRORS } from './errors.ts';
import type { Schema } from './schemas.ts';

/** A reference to a schema in {@link components}. */
export function ref(name: 'Error' | 'Listing' | 'Health' | 'Change' | 'Invalidated'): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The content of a JSON body. */
export function json(schema: Schema, example?: unknown): Schema {
  return { 'application/json': { schema, ...(example !== undefined && { example }) } };
}

/** The components that the paths refer to. */
export function components(actions: readonly DataAction[]): Schema {
  return {
    securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
    parameters: { errors: ERRORS_PARAMETER },
    headers: HEADERS,
    responses: errorResponses(),
    schemas: {
      Error: ERROR,
      Listing: LISTING,
      Health: HEALTH,
      Change: changeOf(actions),
      Invalidated: INVALIDATED,
    },
  };
}

/** The error statuses that each kind of operation can return. */
export const ERROR_STATUSES = {
  dataAction: [400, 401, 403, 404, 413, 415, 429, 500, 502, 504],
  invalidation: [400, 403, 413, 415, 429, 500, 503, 504],
  reading: [400, 403, 429, 500],
} as const;

/** References to the error responses for these statuses. */
export function errorReferences(statuses: readonly number[]): Schema {
  return Object.fromEntries(
    statuses.map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
  );
}

function errorResponses(): Schema {
  const responses = Array.from(errorsByStatus(), ([status, lines]) => [
    nameOf(status),
    { description: lines.join(' '), content: json(ref('Error')) },
  ]);
  return Object.fromEntries(responses);
}

function nameOf(status: number): string {
  return `Error${status}`;
}

const ERRORS_PARAMETER = {
  name: 'errors',
  in: 'query',
  description: 'Set to body to receive errors with status 200, for flows that cannot read other statuses.',
  schema: { const: 'body' },
};

const HEADERS = {
  Age: { description: 'Age of the data in seconds (RFC 9111).', schema: { type: 'integer' } },
  'Cache-Status': {
    description: 'How the cache handled the request (RFC 9211).',
    schema: { type: 'string' },
  },
};

const ERROR = {
  type: 'object',
  properties: {
    status: { const: 'error' },
    code: { enum: [...Object.keys(ERRORS), ...Object.keys(GATEWAY_ERRORS)] },
    message: { type: 'string', description: 'Error message, for people.' },
    requestId: { type: 'string', description: 'Id of the request in the log.' },
    retryAfterSeconds: { type: 'integer', minimum: 1, description: 'Seconds to wait before a retry.' },
  },
  required: ['status', 'code', 'message', 'requestId'],
};

const NAMED_VALUE = { name: { type: 'string' }, type: { type: 'string' }, description: { type: 'string' } };
const INPUT = { ...NAMED_VALUE, required: { type: 'boolean' }, default: {} };
const ACTION = {
  name: { type: 'string' },
  group: { enum: GROUPS },
  summary: { type: 'string' },
  path: { type: 'string' },
  permission: { type: ['string', 'null'] },
  ttlSeconds: { type: 'integer' },
  staleIfErrorSeconds: { type: 'integer' },
  maxAgeSeconds: { type: ['integer', 'null'] },
  inputs: { type: 'array', items: objectOf(INPUT) },
  outputs: { type: 'array', items: objectOf(NAMED_VALUE) },
};
const LISTING = objectOf({ dataActions: { type: 'array', items: objectOf(ACTION) } });

const HEALTH = objectOf({
  status: { enum: ['healthy', 'unhealthy'] },
  redis: { enum: ['connected', 'disconnected', 'not_configured'] },
});

function changeOf(actions: readonly DataAction[]): Schema {
  const strictObjectOf = (properties: Schema) => ({ ...objectOf(properties), additionalProperties: false });
  return {
    oneOf: [
      strictObjectOf({
        action: {
          enum: actions.map(({ name }) => name),
          description: 'Invalidates all entries of this data action.',
        },
      }),
      strictObjectOf({
        entityType: {
          enum: entityTypesOf(actions),
          description: 'Type of the entity that changed in Genesys.',
        },
        entityId: { type: 'string', description: 'Id of the entity.' },
      }),
    ],
  };
}

const INVALIDATED = objectOf({
  status: { const: 'success' },
  invalidated: {
    type: 'array',
    items: { type: 'string' },
    description: 'Data actions whose entries were invalidated.',
  },
});

/** The schema of an object whose properties are all required. */
function objectOf(properties: Schema): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}
