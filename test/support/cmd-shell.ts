#!/usr/bin/env node
/**
 * A shell for tests that parses a command line like Windows' cmd.exe where cmd.exe differs from sh: there is no `exec`
 * and no `VAR=value command`, only double quotes group words, only `%NAME%` is expanded, and a program is a plain name
 * on PATH, because the first `/` of a command begins its options.
 *
 * npm runs it as `script-shell` with `-c <command line>`.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

const NOT_RECOGNIZED = 9009;

/** Splits a command line at `&&` and each command into its words. */
export function parseCommandLine(line: string): string[][] {
  const commands: string[][] = [[]];
  for (const [text] of line.matchAll(/&&|(?:"[^"]*"|[^\s"&])+/g)) {
    if (text === '&&') commands.push([]);
    else commands.at(-1)?.push(expand(text).replaceAll('"', ''));
  }
  return commands;
}

function expand(text: string): string {
  return text.replaceAll(/%([^%]+)%/g, (match, name: string) => process.env[name] ?? match);
}

/** The path at which cmd.exe finds a program; undefined for a name that cmd.exe does not recognize. */
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
