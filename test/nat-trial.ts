/**
 * Runs the user data of the NAT instance in a network namespace, with the real `ip` and `iptables`, and sends a request
 * through it. Stand-ins replace only what belongs to the machine: packages, swap, services and CloudFormation.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand, UsageError } from '../infra/command.ts';
import { natUserData } from './support/nat-user-data.ts';

/** The instance's address, from which the server must see the request. */
const NAT_ADDRESS = '10.42.0.10';
const SERVER_ADDRESS = '203.0.113.1';
const [LAMBDA, NAT, INTERNET] = ['nat-trial-lambda', 'nat-trial-nat', 'nat-trial-internet'] as const;

const SERVE = `require('node:http').createServer((request, response) => response.end(request.socket.remoteAddress))
  .listen(80, '${SERVER_ADDRESS}', () => console.log('listening'))`;
const REQUEST = `fetch('http://${SERVER_ADDRESS}/', { signal: AbortSignal.timeout(Number(process.argv[1])) })
  .then((response) => response.text()).then(console.log, () => console.log('no response'))`;

function run(...command: string[]): string {
  const [program = '', ...args] = command;
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const ip = (line: string) => run('ip', ...line.split(' '));
const within = (namespace: string, ...command: string[]) => run('ip', 'netns', 'exec', namespace, ...command);
const request = (timeoutMs: number) =>
  within(LAMBDA, process.execPath, '-e', REQUEST, String(timeoutMs)).trim();

/** Three machines: the function's subnet, the NAT instance and the internet, which knows no way into the subnet. */
function connect(): void {
  for (const name of [LAMBDA, NAT, INTERNET]) {
    ip(`netns add ${name}`);
    ip(`-n ${name} link set lo up`);
  }
  link([LAMBDA, 'eth0', '10.42.1.2/24'], [NAT, 'ens6', '10.42.1.1/24']);
  link([NAT, 'ens5', `${NAT_ADDRESS}/24`], [INTERNET, 'eth0', '10.42.0.1/24']);
  ip(`-n ${INTERNET} address add ${SERVER_ADDRESS}/32 dev lo`);
  ip(`-n ${LAMBDA} route add default via 10.42.1.1`);
  ip(`-n ${NAT} route add default via 10.42.0.1 dev ens5`);
}

type End = readonly [namespace: string, device: string, address: string];

function link(
  ...[[first, firstDevice, firstAddress], [second, secondDevice, secondAddress]]: [End, End]
): void {
  ip(`link add ${firstDevice} netns ${first} type veth peer name ${secondDevice} netns ${second}`);
  for (const [namespace, device, address] of [
    [first, firstDevice, firstAddress],
    [second, secondDevice, secondAddress],
  ]) {
    ip(`-n ${namespace} address add ${address} dev ${device}`);
    ip(`-n ${namespace} link set ${device} up`);
  }
}

/** Runs the user data as the NAT instance. Files below /etc are written into `folder`. */
function runUserData(folder: string): void {
  const standIns: Record<string, string> = {
    ...Object.fromEntries(
      ['dd', 'chmod', 'mkswap', 'swapon', 'dnf', 'cfn-signal'].map((name) => [name, ':']),
    ),
    tee: `for file; do :; done; cat > "${folder}/\${file##*/}"`,
    sysctl: `exec /sbin/sysctl --load="${folder}/90-nat.conf"`,
    systemctl: `[[ $* != 'restart iptables' ]] || iptables-restore < "${folder}/iptables"`,
  };
  for (const [name, line] of Object.entries(standIns)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, 'user-data'), natUserData());
  const path = `PATH=${folder}:${process.env.PATH}:/usr/sbin:/sbin`;
  within(NAT, 'env', path, 'bash', join(folder, 'user-data'));
}

function check(what: string, actual: string, expected: string): void {
  if (actual !== expected) throw new UsageError(`${what}: ${actual}, expected ${expected}`);
  process.stdout.write(`ok  ${what}: ${actual}\n`);
}

function requireTools(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new UsageError('npm run test:nat needs Linux and root, because it makes network namespaces');
  const isMissing = (name: string) =>
    !['/usr/sbin', '/sbin'].some((folder) => existsSync(join(folder, name)));
  const missing = ['ip', 'iptables', 'iptables-restore', 'sysctl'].filter(isMissing);
  if (missing.length > 0)
    throw new UsageError(
      `missing: ${missing.join(', ')}; install the packages iproute2, iptables and procps`,
    );
}

async function main(): Promise<void> {
  requireTools();
  const folder = mkdtempSync(join(tmpdir(), 'nat-trial-'));
  let server: ReturnType<typeof spawn> | undefined;
  try {
    connect();
    server = spawn('ip', ['netns', 'exec', INTERNET, process.execPath, '-e', SERVE]);
    await new Promise((resolve) => server?.stdout?.once('data', resolve));
    check('before the user data ran, a request from the subnet gets', request(1000), 'no response');
    runUserData(folder);
    check('afterwards, the server sees the address', request(60_000), NAT_ADDRESS);
  } finally {
    server?.kill('SIGKILL');
    for (const name of [LAMBDA, NAT, INTERNET])
      if (existsSync(`/run/netns/${name}`)) ip(`netns delete ${name}`);
    rmSync(folder, { recursive: true });
  }
}

await runCommand(main);
