import { hash } from 'node:crypto';
import { type AwsCredentials, presign } from './sigv4.ts';

/** What an ElastiCache IAM token is made for. */
export interface IamTokenRequest {
  /** The ElastiCache user; its id and its name are the same, as IAM authentication demands. */
  userName: string;
  /** Id of the replication group, or name of the serverless cache; in lower case. */
  cacheName: string;
  isServerless: boolean;
  region: string;
}

/** ElastiCache takes no token that is valid for longer. */
const EXPIRES_SECONDS = 900;

/**
 * The password with which an IAM-enabled ElastiCache user connects: a presigned `connect` request without its
 * scheme ("Authenticating with IAM" in the ElastiCache guide). It is good for connecting during 15 minutes; the
 * connection itself lasts up to 12 hours. No network is asked: it takes well under a millisecond.
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
  const request = { host: cacheName, path: '/', query, service: 'elasticache', region };
  return presign(
    { ...request, expiresSeconds: EXPIRES_SECONDS, payloadHash: hash('sha256', '') },
    credentials,
    nowMs,
  );
}
