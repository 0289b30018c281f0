import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { iamToken } from '../../../lambda/redis/iam-token.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12, 0, 0);
const REQUEST = {
  userName: 'cache-user',
  cacheName: 'my-cache',
  isServerless: false,
  region: 'eu-central-1',
};
const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** SHA-256, or HMAC-SHA-256 with a secret, with the interface that the signer of AWS needs. */
class Sha256 {
  readonly #hash: { update(data: Uint8Array | string): unknown; digest(): Buffer };

  constructor(secret?: unknown) {
    const key = typeof secret === 'string' || secret instanceof Uint8Array ? secret : undefined;
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: unknown): void {
    assert.ok(typeof data === 'string' || data instanceof Uint8Array);
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

/** The parameters of the token that the signer of AWS creates. */
async function signedByAws(
  query: Record<string, string>,
  sessionToken?: string,
): Promise<Record<string, unknown>> {
  const credentials = { ...CREDENTIALS, ...(sessionToken !== undefined && { sessionToken }) };
  const signer = new SignatureV4({
    service: 'elasticache',
    region: REQUEST.region,
    credentials,
    sha256: Sha256,
  });
  const headers = { host: REQUEST.cacheName };
  const request = {
    method: 'GET',
    protocol: 'https:',
    hostname: REQUEST.cacheName,
    path: '/',
    query,
    headers,
  };
  const signed = await signer.presign(request, { expiresIn: 900, signingDate: new Date(NOW_MS) });
  return { ...signed.query };
}

for (const { name, request, sessionToken } of [
  { name: 'long-term credentials', request: REQUEST, sessionToken: undefined },
  { name: 'temporary credentials', request: REQUEST, sessionToken: 'FwoGZXIvYXdzE//token+with/reserved==' },
  { name: 'a serverless cache', request: { ...REQUEST, isServerless: true }, sessionToken: 'token' },
]) {
  test(`equals the token of the signer of AWS for ${name}`, async () => {
    const token = iamToken(request, { ...CREDENTIALS, sessionToken }, NOW_MS);
    const url = new URL(`https://${token}`);
    assert.ok(token.startsWith('my-cache/?'), token);
    const resourceType = request.isServerless ? { ResourceType: 'ServerlessCache' } : {};
    const expected = await signedByAws(
      { Action: 'connect', User: 'cache-user', ...resourceType },
      sessionToken,
    );
    assert.deepEqual(Object.fromEntries(url.searchParams), expected);
    assert.equal(url.searchParams.get('X-Amz-Expires'), '900');
  });
}

test('differs a second later', () => {
  assert.notEqual(iamToken(REQUEST, CREDENTIALS, NOW_MS), iamToken(REQUEST, CREDENTIALS, NOW_MS + 1000));
});
