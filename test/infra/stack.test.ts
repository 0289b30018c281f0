/**
 * Every test that needs the CDK in its own process, in one process: loading the CDK takes longer than most of these
 * tests. Each file also runs by itself, for example `node --test test/infra/stack/api.ts`.
 */
import '../docs/generated.ts';
import './stack/api.ts';
import './stack/api-access.ts';
import './stack/bootstrap.ts';
import './stack/cache.ts';
import './stack/costs.ts';
import './stack/function.ts';
import './stack/function-settings.ts';
import './stack/gateway-responses.ts';
import './stack/invalidation.ts';
import './stack/matrix.ts';
import './stack/metadata.ts';
import './stack/monitoring.ts';
import './stack/nat-instance.ts';
import './stack/network.ts';
