import { STSClient } from '@aws-sdk/client-sts';

/** The region that the AWS CLI and the CDK use; undefined if none is set. */
export async function findRegion(): Promise<string | undefined> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  // The SDK reads the profile, but not AWS_DEFAULT_REGION.
  return AWS_REGION || AWS_DEFAULT_REGION || new STSClient().config.region().catch(() => undefined);
}
