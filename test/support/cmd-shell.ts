#!/usr/bin/env node
/**
 * A shell for tests that takes a command line as Windows' cmd.exe does, where that differs from sh: there is no `exec`
 * and no `VAR=value command`, only double quotes group words, nothing but `%NAME%` is expanded, and a program is a bare
 * name on the PATH, as the first `/` of a command begins its options.
 *
 * npm runs it as `script-shell` with `-c <command line>`.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NOT_RECOGNIZED = 9009;

/** The commands between `&&`, each as its words. */
export function parseCommandLine(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [text] of line.matchAll(/&&|(?:"[^"]*"|[^\s"&])+/g)) {
    if (text === '&&') commands.push([]);
    else commands.at(-1)?.push(expand(text).replaceAll('"', ''));
  }
  return commands;
}

function expand(text: string): string {
  return text.replaceAll(/%([^%]+)%/g, (whole, name: string) => process.env[name] ?? whole);
}

/** Where cmd.exe finds a program; undefined where it says that it does not recognize the name. */
export function findProgram(name: string, searchPath: string): string | undefined {
  if (/[/=]/.test(name)) return undefined;
  return searchPath
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

function run([name = '', ...args]: string[]): number {
  const program = findProgram(name, process.env.PATH ?? '');
  if (program === undefined) {
    process.stderr.write(`'${name}' is not recognized as an internal or external command\n`);
    return NOT_RECOGNIZED;
  }
  return spawnSync(program, args, { stdio: 'inherit' }).status ?? 1;
}

if (import.meta.main) {
  const line = process.argv.slice(2).join(' ').replace(/^-c /, '');
  let status = 0;
  for (const command of parseCommandLine(line)) {
    status = run(command);
    if (status !== 0) break;
  }
  process.exitCode = status > 255 ? 1 : status;
}
