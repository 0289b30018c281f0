import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from './script.ts';

const BASH = '/bin/bash';

/** The commands that the script of a NAT instance runs. On PATH, there are only stand-ins for these. */
const COMMANDS = ['chmod', 'dd', 'iptables', 'mkswap', 'swapon', 'sysctl', 'systemctl'] as const;

const ROUTES = [
  'default via 10.42.0.1 dev ens5 proto dhcp src 10.42.0.10 metric 512',
  'default via 10.42.0.1 dev ens6 proto dhcp src 10.42.0.11 metric 522',
];

/** How the stand-ins behave. */
export interface NatMachine {
  /** How many times `dnf` fails before it succeeds. */
  readonly failedInstalls?: number;
  /** The exit code of a failed `dnf`. By default 1; 137 if the kernel kills it. */
  readonly installCode?: number;
  /** A command that always fails. */
  readonly broken?: 'cfn-signal' | 'ip' | (typeof COMMANDS)[number];
  /** Ends the machine at this `sleep`, without any chance for the script to react. */
  readonly endsAtSleep?: number;
}

/** What the script did. */
export interface NatRun {
  readonly code: number | string;
  /** The command lines, in order. */
  readonly commands: readonly string[];
  /** The content of the written files, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs the user data of a NAT instance with a stand-in for every command, so it cannot change this machine. */
export async function runNatScript(userData: string, machine: NatMachine = {}): Promise<NatRun> {
  const folder = mkdtempSync(join(tmpdir(), 'nat-'));
  try {
    const bin = (name: string, ...lines: string[]) => {
      const log = `printf '%s\\n' "\${0##*/} $*" >> ${folder}/log`;
      const end = name === machine.broken ? 'exit 1' : '';
      writeFileSync(join(folder, name), [`#!${BASH}`, log, end, ...lines, ''].join('\n'));
      chmodSync(join(folder, name), 0o755);
    };
    for (const name of COMMANDS) bin(name);
    bin('cfn-signal');
    bin('ip', ...ROUTES.map((route) => `echo '${route}'`));
    bin(
      'tee',
      `IFS= read -r -d '' text; for file; do :; done; printf '%s' "$text" > "${folder}/file-\${file//\\//+}"`,
    );
    bin('dnf', ...failingTimes(folder, machine));
    bin('sleep', ...(machine.endsAtSleep === undefined ? [] : endingAt(folder, machine.endsAtSleep)));
    writeFileSync(join(folder, 'user-data'), userData);
    const { code } = await runProgram(BASH, [join(folder, 'user-data')], { env: { PATH: folder } });
    return { code, commands: commandsIn(folder), files: filesIn(folder) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failingTimes(folder: string, { failedInstalls = 0, installCode = 1 }: NatMachine): string[] {
  return [
    `printf x >> ${folder}/installs`,
    `read -r installs < ${folder}/installs`,
    `(( \${#installs} > ${failedInstalls} )) || exit ${installCode}`,
  ];
}

function endingAt(folder: string, times: number): string[] {
  return [
    `printf x >> ${folder}/sleeps`,
    `read -r sleeps < ${folder}/sleeps`,
    `(( \${#sleeps} < ${times} )) || kill -KILL $PPID`,
  ];
}

function commandsIn(folder: string): string[] {
  const log = join(folder, 'log');
  return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
}

function filesIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.startsWith('file-'));
  return Object.fromEntries(
    names.map((name) => [
      name.slice('file-'.length).replaceAll('+', '/'),
      readFileSync(join(folder, name), 'utf8'),
    ]),
  );
}
