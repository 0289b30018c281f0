import { hash } from 'node:crypto';
import { type AwsCredentials, presign } from './sigv4.ts';

/** Which ElastiCache user an IAM token is for, and which cache. */
export interface IamTokenRequest {
  /** The ElastiCache user; its id and its name are the same, as IAM authentication demands. */
  userName: string;
  /** Id of the replication group, or name of the serverless cache; in lower case. */
  cacheName: string;
  isServerless: boolean;
  region: string;
}

/** The longest validity that ElastiCache accepts. */
const EXPIRES_SECONDS = 900;

/**
 * The password of an IAM-enabled ElastiCache user: a presigned `connect` request without its scheme ("Authenticating
 * with IAM" in the ElastiCache guide). It is valid for connecting for 15 minutes; the connection lasts up to 12 hours.
 * Computed without a network call, in well under a millisecond.
 */
export function iamToken(
  { userName, cacheName, isServerless, region }: IamTokenRequest,
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
