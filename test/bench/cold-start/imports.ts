/** Packages that are loaded by themselves, each by a handler that does nothing more, bundled as ours is. */
export const IMPORTS: ReadonlyMap<string, string> = new Map([
  ...ofThemselves('@middy/core', '@middy/http-json-body-parser', '@aws-lambda-powertools/logger'),
  ['its Middy middleware (not used)', '@aws-lambda-powertools/logger/middleware'],
  ...ofThemselves('ioredis', 'valibot', 'lru-cache', 'canonicalize', '@aws-sdk/client-secrets-manager'),
  ['Genesys SDK, the parts in use', '#genesys-sdk'],
  ['Genesys SDK, whole (not used)', 'purecloud-platform-client-v2'],
]);

function ofThemselves(...packages: string[]): [string, string][] {
  return packages.map((name) => [name, name]);
}
