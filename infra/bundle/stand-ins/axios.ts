/** Replaces axios. Only the SDK's own HTTP client uses axios, and ours replaces that one (lambda/genesys/sdk.ts). */
const axios = {
  create(): never {
    throw new Error('the bundle does not contain axios: call setHttpClient before the first call of the SDK');
  },
};

// biome-ignore lint/style/noDefaultExport: axios has a default export
export default axios;
