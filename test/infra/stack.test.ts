/**
 * Everything that reads a template of the stack, in one process: loading the CDK takes longer than all these tests. Each
 * file also runs by itself, for example `node --test test/infra/stack/api.ts`.
 */
import './stack/api.ts';
import './stack/cache.ts';
import './stack/function.ts';
import './stack/gateway-responses.ts';
import './stack/monitoring.ts';
import './stack/network.ts';
