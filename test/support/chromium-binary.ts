import { findOnPath, outputOf } from './on-path.ts';
import { endWithoutTool } from './without-tool.ts';

/** A browser of the Chromium family that runs on this machine. */
export interface ChromiumBinary {
  /** Absolute path, for example `/usr/bin/chromium`. */
  readonly path: string;
  /** Name and version as the program prints them, for example `Chromium 142.0.7444.59`. */
  readonly version: string;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
/** Browsers on macOS, which are never on PATH. */
const MACOS_PATHS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The first browser on PATH or among the applications of macOS that runs; undefined if there is none. */
export async function findChromiumBinary(): Promise<ChromiumBinary | undefined> {
  for (const candidate of [...NAMES, ...MACOS_PATHS]) {
    const path = candidate.startsWith('/') ? candidate : await findOnPath(candidate);
    const version = path && (await readVersion(path));
    if (path && version) return { path, version };
  }
  return undefined;
}

let found: Promise<ChromiumBinary> | undefined;

/** The browser. Searches once per process, and ends the process with one line if there is no browser. */
export function requireChromiumBinary(): Promise<ChromiumBinary> {
  found ??= findChromiumBinary().then(
    (binary) =>
      binary ??
      endWithoutTool(
        'no browser: neither Chromium nor Google Chrome is on this machine and runs; ' +
          'node test/support/ensure-chromium.ts installs one or prints how to install one',
      ),
  );
  return found;
}

/** Parses a version such as `Chromium 142.0.7444.59 built on Debian GNU/Linux 12 (bookworm)`. */
async function readVersion(path: string): Promise<string | undefined> {
  const text = await outputOf(path, ['--version']);
  return text?.match(/(?:Chromium|Google Chrome) [\d.]+/)?.[0];
}
