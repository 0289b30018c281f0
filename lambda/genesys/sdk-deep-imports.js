// The few parts of the official SDK that are used, in the shape of its main entry. Bundlers read this file
// (package.json, `imports`), as the main entry brings all 90 APIs along; run unbundled it would not load.
import AbstractHttpClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js';
import ApiClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/ApiClient.js';
import PresenceApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/PresenceApi.js';
import RoutingApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/RoutingApi.js';
import UsersApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/UsersApi.js';

// biome-ignore lint/style/noDefaultExport: the SDK's main entry is a default export
export default { AbstractHttpClient, ApiClientClass: ApiClient, PresenceApi, RoutingApi, UsersApi };
