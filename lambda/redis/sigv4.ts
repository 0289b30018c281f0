import { createHmac, hash } from 'node:crypto';

/** AWS credentials as Lambda puts them into the environment. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials, as all of Lambda's are. */
  sessionToken?: string | undefined;
}

/** A GET request that is to be presigned. */
export interface PresignedRequest {
  /** Host name, in lower case. */
  host: string;
  /** Path, already URI-encoded. */
  path: string;
  query: Readonly<Record<string, string>>;
  service: string;
  region: string;
  expiresSeconds: number;
  /** Lower-case hex SHA-256 of the body, or `UNSIGNED-PAYLOAD` for services that want that. */
  payloadHash: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The URL of a presigned GET without its scheme: host, path and query, the signature last. AWS Signature
 * Version 4 with everything in the query ("Authenticating Requests: Using Query Parameters").
 */
export function presign(request: PresignedRequest, credentials: AwsCredentials, nowMs: number): string {
  const { host, path, service, region, expiresSeconds, payloadHash } = request;
  const timestamp = new Date(nowMs).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const query = canonicalQuery({
    ...request.query,
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scope}`,
    'X-Amz-Date': timestamp,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
    ...(credentials.sessionToken && { 'X-Amz-Security-Token': credentials.sessionToken }),
  });
  const canonicalRequest = ['GET', path, query, `host:${host}`, '', 'host', payloadHash].join('\n');
  const stringToSign = [ALGORITHM, timestamp, scope, hash('sha256', canonicalRequest)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (derived, part) => createHmac('sha256', derived).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(stringToSign).digest('hex');
  return `${host}${path}?${query}&X-Amz-Signature=${signature}`;
}

function canonicalQuery(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

/** Percent-encodes all but RFC 3986's unreserved characters, as AWS wants it. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
