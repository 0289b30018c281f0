import { type DataAction, entityTypesOf } from '../../lambda/actions/define.ts';
import { ERRORS, errorsByStatus, GATEWAY_ERRORS } from './errors.ts';
import type { Schema } from './schemas.ts';

/** A reference to one of the schemas of {@link components}. */
export function ref(name: 'Error' | 'Listing' | 'Health' | 'Change' | 'Invalidated'): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** What a JSON body looks like. */
export function json(schema: Schema, example?: unknown): Schema {
  return { 'application/json': { schema, ...(example !== undefined && { example }) } };
}

/** What the paths of the document refer to. */
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

/** What an operation may answer with, by its status. */
export const ERROR_STATUSES = {
  dataAction: [400, 401, 403, 404, 413, 415, 429, 500, 502, 504],
  invalidation: [400, 403, 413, 415, 429, 500, 503, 504],
  reading: [400, 403, 429, 500],
} as const;

/** References to the error responses of these statuses. */
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
  description: 'With body, errors come with status 200, for flows that cannot read others.',
  schema: { const: 'body' },
};

const HEADERS = {
  Age: { description: 'Seconds since Genesys gave the answer.', schema: { type: 'integer' } },
  'Cache-Status': { description: 'How the answer came about (RFC 9211).', schema: { type: 'string' } },
};

const ERROR = {
  type: 'object',
  properties: {
    status: { const: 'error' },
    code: { enum: [...Object.keys(ERRORS), ...Object.keys(GATEWAY_ERRORS)] },
    message: { type: 'string', description: 'What went wrong, for people.' },
    requestId: { type: 'string', description: 'What to look for in the log.' },
    retryAfterSeconds: { type: 'integer', minimum: 1, description: 'When another try makes sense.' },
  },
  required: ['status', 'code', 'message', 'requestId'],
};

const NAMED = { name: { type: 'string' }, type: { type: 'string' }, description: { type: 'string' } };
const INPUT = { ...NAMED, required: { type: 'boolean' }, default: {} };
const ACTION = {
  name: { type: 'string' },
  summary: { type: 'string' },
  path: { type: 'string' },
  permission: { type: ['string', 'null'] },
  ttlSeconds: { type: 'integer' },
  staleIfErrorSeconds: { type: 'integer' },
  maxAgeSeconds: { type: ['integer', 'null'] },
  inputs: { type: 'array', items: whole(INPUT) },
  outputs: { type: 'array', items: whole(NAMED) },
};
const LISTING = whole({ dataActions: { type: 'array', items: whole(ACTION) } });

const HEALTH = whole({
  status: { enum: ['healthy', 'unhealthy'] },
  redis: { enum: ['connected', 'disconnected', 'not_configured'] },
});

function changeOf(actions: readonly DataAction[]): Schema {
  const only = (properties: Schema) => ({ ...whole(properties), additionalProperties: false });
  return {
    oneOf: [
      only({
        action: { enum: actions.map(({ name }) => name), description: 'All that it answered is made stale.' },
      }),
      only({
        entityType: { enum: entityTypesOf(actions), description: 'What changed in Genesys.' },
        entityId: { type: 'string', description: 'Its id.' },
      }),
    ],
  };
}

const INVALIDATED = whole({
  status: { const: 'success' },
  invalidated: {
    type: 'array',
    items: { type: 'string' },
    description: 'The data actions whose answers were made stale.',
  },
});

/** An object that has all of its properties. */
function whole(properties: Schema): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}
