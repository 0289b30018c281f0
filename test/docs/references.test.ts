import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { posix, sep } from 'node:path';
import { describe, test } from 'node:test';
import { STAGE } from '../../infra/config.ts';
import { CONFIG_KEYS } from '../../infra/config-keys.ts';
import { readDeploymentOptions } from '../../infra/deployed/options.ts';
import { PRESET } from '../../infra/presets.ts';
import type { StackSetting } from '../../lambda/config/setting.ts';
import { anchorsOf, linksOf, readDocument } from '../support/markdown.ts';

const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync(new URL('../../docs', import.meta.url), { recursive: true, encoding: 'utf8' }).map(
    (file) => `docs/${file.replaceAll(sep, '/')}`,
  ),
].filter((path) => path.endsWith('.md'));
describe('references in the documentation', () => {
  for (const page of PAGES)
    test(`${page} links only to existing files and headings`, () => {
      for (const link of linksOf(readDocument(page))) {
        if (/^[a-z]+:/.test(link)) continue;
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : posix.join(posix.dirname(page), file);
        assert.ok(existsSync(new URL(`../../${target}`, import.meta.url)), link);
        if (anchor !== undefined) assert.ok(anchorsOf(target).includes(anchor), link);
      }
    });

  test('every npm script in the documentation is in package.json', () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(readDocument('package.json'));
    const named = PAGES.flatMap((page) =>
      Array.from(readDocument(page).matchAll(/npm run ([\w:-]+)/g), ([, script = '']) => ({ page, script })),
    );
    assert.ok(named.length > 0);
    for (const { page, script } of named) assert.ok(script in scripts, `${page}: npm run ${script}`);
  });

  test('every test that docs/limits.md names exists', () => {
    const named = Array.from(readDocument('docs/limits.md').matchAll(/`((?:infra|lambda)\/[\w/.-]+\.ts)`/g));
    assert.ok(named.length > 20);
    for (const [, path] of named) assert.ok(existsSync(new URL(`../${path}`, import.meta.url)), path);
  });

  test('the stack accepts every -c key=value and --set key=value in the documentation', () => {
    const keys = new Map(Object.entries<Pick<StackSetting<unknown>, 'type'>>(CONFIG_KEYS))
      .set('stage', { type: STAGE })
      .set('preset', { type: PRESET });
    const examples = PAGES.flatMap((page) =>
      Array.from(
        readDocument(page).matchAll(/(?:-c|--set) (\w+)=([^\s`]+)/g),
        ([text, name = '', value = '']) => ({
          text: `${page}: ${text}`,
          name,
          value,
        }),
      ),
    );
    assert.ok(examples.length > 0);
    for (const { text, name, value } of examples) {
      if (name === 'compare' || name === 'replace') {
        assert.doesNotThrow(() => readDeploymentOptions({ [name]: value }), text);
        continue;
      }
      const type = keys.get(name)?.type;
      assert.ok(type, `${text}: no such key`);
      assert.notEqual(type.read(value), undefined, text);
    }
  });
});
