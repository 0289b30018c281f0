/** For axios, which only the SDK's own HTTP client needs: ours takes its place (lambda/genesys/sdk.ts). */
const axios = {
  create(): never {
    throw new Error('the bundle has no axios: give the SDK an HTTP client before its first call');
  },
};

// biome-ignore lint/style/noDefaultExport: in the shape of axios
export default axios;
