/**
 * All tests of the template, in one process because loading the CDK takes longer than the tests. Each file can also run
 * separately, for example `node --test test/infra/stack/api.ts`.
 */
import './stack/api.ts';
import './stack/cache.ts';
import './stack/function.ts';
import './stack/function-settings.ts';
import './stack/gateway-responses.ts';
import './stack/monitoring.ts';
import './stack/network.ts';
