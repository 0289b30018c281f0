import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INSTALL_MANUALLY, planChromiumInstall } from './chromium-install-plan.ts';

const nothing = { isRoot: false, hasAptGet: false, hasBrew: false };
const chromium = { path: '/usr/bin/chromium', version: 'Chromium 142.0.7444.59' };

test('an installed browser is named with its version and path', () => {
  const plan = planChromiumInstall(chromium, { ...nothing, isRoot: true, hasAptGet: true });
  assert.deepEqual(plan, {
    kind: 'use',
    line: 'chromium: using Chromium 142.0.7444.59 (/usr/bin/chromium)',
  });
});

test('apt-get updates its lists, then installs without prompts', () => {
  const plan = planChromiumInstall(undefined, { ...nothing, isRoot: true, hasAptGet: true });
  assert.equal(plan.kind, 'install');
  assert.deepEqual(
    plan.commands.map((command) => command.join(' ')),
    [
      'apt-get update',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium',
    ],
  );
});

test('brew installs it for a user who is not root', () => {
  const plan = planChromiumInstall(undefined, { ...nothing, hasBrew: true });
  assert.equal(plan.line, 'chromium: none found, installing the cask google-chrome with brew');
});

test('without an installer, one line names the reason and the program to install', () => {
  const { line } = planChromiumInstall(undefined, nothing);
  assert.equal(
    line,
    `chromium: none found, and this machine has neither apt-get nor brew. ${INSTALL_MANUALLY}`,
  );
  assert.match(INSTALL_MANUALLY, /^The tests of the page need Chromium: [^\n]+$/);
});
