import sdk, { type ApiClientClass } from '#genesys-sdk';

/** Creates the SDK's APIs that data actions call, each wrapped. The routing API has the queries for observations. */
export function createApis(client: ApiClientClass, wrap: <Api extends object>(api: Api) => Api) {
  return {
    routing: wrap(new sdk.RoutingApi(client)),
    users: wrap(new sdk.UsersApi(client)),
    architect: wrap(new sdk.ArchitectApi(client)),
    externalContacts: wrap(new sdk.ExternalContactsApi(client)),
    presence: wrap(new sdk.PresenceApi(client)),
    analytics: wrap(new sdk.AnalyticsApi(client)),
  };
}
