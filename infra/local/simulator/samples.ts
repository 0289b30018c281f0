import type { Route } from './route.ts';

/** Endpoints that `npm run new-action -- --from` has added. */
export const sampleRoutes: readonly Route[] = [];
