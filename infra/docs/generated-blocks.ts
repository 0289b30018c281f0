const BLOCK = /<!-- generated:([\w-]+):start \(npm run docs\) -->\n[\s\S]*?<!-- generated:\1:end -->/g;
const MARKER = /<!-- generated:/g;

/** A block that is still to be generated. */
export function emptyBlock(name: string): string {
  return blockOf(name, '');
}

function blockOf(name: string, content: string): string {
  return `<!-- generated:${name}:start (npm run docs) -->\n\n${content}\n\n<!-- generated:${name}:end -->`;
}

/**
 * Replaces the content of the generated blocks in a document; the rest is unchanged. A block starts with `<!--
 * generated:settings:start (npm run docs) -->` and ends with `<!-- generated:settings:end -->`. Throws if a start or
 * end marker is missing, or if `contents` has no content for a block and `others` is not `keep`.
 */
export function replaceGeneratedBlocks(
  document: string,
  contents: Readonly<Record<string, string>>,
  { path, others = 'refuse' }: { path: string; others?: 'keep' | 'refuse' },
): string {
  const blocks = document.match(BLOCK) ?? [];
  const markers = document.match(MARKER) ?? [];
  if (markers.length !== 2 * blocks.length)
    throw new Error(
      `${path} has ${markers.length} markers and ${blocks.length} blocks, expected two markers for each block`,
    );
  return document.replace(BLOCK, (block, name: string) => {
    const content = contents[name];
    if (content === undefined && others === 'keep') return block;
    if (content === undefined)
      throw new Error(`${path} has a block "${name}", expected one of ${Object.keys(contents).join(', ')}`);
    return blockOf(name, content);
  });
}
