import assert from 'node:assert/strict';
import { test } from 'node:test';
import sdk from 'purecloud-platform-client-v2';
import { REGION_HOSTS } from '../../../lambda/genesys/regions.ts';

test('the regions are exactly those of the SDK', () => {
  assert.deepEqual([...REGION_HOSTS].sort(), Object.values(sdk.PureCloudRegionHosts).sort());
});
