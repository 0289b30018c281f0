import { createHmac, hash } from 'node:crypto';
import type { AwsCredentials, IamLogin } from '../config/redis.ts';

/** The longest validity that ElastiCache accepts. */
const EXPIRES_SECONDS = 900;

/**
 * The password of an IAM-enabled ElastiCache user: a presigned `connect` request without its scheme ("Authenticating
 * with IAM" in the ElastiCache guide). A connection can be opened with it for 15 minutes, and lasts up to 12 hours.
 * Computed without a network call, in well under a millisecond.
 */
export function iamToken(
  { userName, cacheName, isServerless, region }: IamLogin,
  credentials: AwsCredentials,
  nowMs: number,
): string {
  const query = {
    Action: 'connect',
    User: userName,
    ...(isServerless && { ResourceType: 'ServerlessCache' }),
  };
  const request = {
    host: cacheName,
    path: '/',
    query,
    service: 'elasticache',
    region,
    expiresSeconds: EXPIRES_SECONDS,
    payloadHash: hash('sha256', ''),
  };
  return presign(request, credentials, nowMs);
}

/** A GET request to presign. */
interface PresignedRequest {
  /** In lower case. */
  host: string;
  /** Already URI-encoded. */
  path: string;
  query: Readonly<Record<string, string>>;
  service: string;
  region: string;
  expiresSeconds: number;
  /** Lower-case hex SHA-256 of the body, or `UNSIGNED-PAYLOAD` if the service requires it. */
  payloadHash: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The URL of a presigned GET without its scheme: host, path and query, with the signature last. AWS Signature
 * Version 4 in query parameters ("Authenticating Requests: Using Query Parameters").
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

/** Percent-encodes everything but RFC 3986's unreserved characters, as AWS requires. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
