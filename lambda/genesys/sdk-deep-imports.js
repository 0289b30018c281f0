// The used parts of the official SDK, in the shape of its main entry. Only the bundler reads this file (package.json,
// `imports`): the main entry would add all 90 APIs to the bundle, and Node cannot load these files unbundled.
import AbstractHttpClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/AbstractHttpClient.js';
import ApiClient from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/ApiClient.js';
import AnalyticsApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/AnalyticsApi.js';
import ArchitectApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/ArchitectApi.js';
import ExternalContactsApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/ExternalContactsApi.js';
import PresenceApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/PresenceApi.js';
import RoutingApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/RoutingApi.js';
import UsersApi from 'purecloud-platform-client-v2/src/purecloud-platform-client-v2/api/UsersApi.js';

// biome-ignore lint/style/noDefaultExport: the SDK's main entry is a default export
export default {
  AbstractHttpClient,
  AnalyticsApi,
  ApiClientClass: ApiClient,
  ArchitectApi,
  ExternalContactsApi,
  PresenceApi,
  RoutingApi,
  UsersApi,
};
