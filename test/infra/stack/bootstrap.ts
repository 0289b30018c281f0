import { test } from 'node:test';
import { BOOTSTRAP } from '../../../infra/aws-requirements.ts';
import { synthStack } from '../../support/synth-stack.ts';

test('the template rejects every version of the bootstrap below the one that npm run doctor expects', () => {
  const { template } = synthStack();
  const rejected = Array.from({ length: BOOTSTRAP.minVersion - 1 }, (_, index) => String(index + 1));
  template.templateMatches({
    Parameters: { BootstrapVersion: { Default: BOOTSTRAP.versionParameter } },
    Rules: {
      CheckBootstrapVersion: {
        Assertions: [
          { Assert: { 'Fn::Not': [{ 'Fn::Contains': [rejected, { Ref: 'BootstrapVersion' }] }] } },
        ],
      },
    },
  });
});
