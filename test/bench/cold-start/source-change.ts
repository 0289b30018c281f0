import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** One file of ours is bundled with a piece of its text replaced; the build fails when that is no longer in it. */
export function sourceChange(file: string, from: string, to: string): Plugin {
  return {
    name: `change-${file}`,
    setup: ({ onLoad }) => {
      onLoad({ filter: new RegExp(`/${file.replaceAll('.', '\\.')}$`) }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        assert.ok(source.includes(from), `${file} has no ${from}`);
        return { contents: source.replace(from, to), loader: 'ts' };
      });
    },
  };
}
