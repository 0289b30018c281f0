import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A group of processes that can be held to a share of the CPU. */
export interface CpuShare extends Disposable {
  /** Puts a process into it, which takes some ms; threads to come belong to it, too. */
  add(pid: number): void;
  /** From now on they have their share only. */
  limit(): void;
}

/** Where Linux has its control groups, of the first version; needs root. */
const CPU_GROUPS = '/sys/fs/cgroup/cpu';
const PERIOD_US = 20_000;
/** With this much memory a function has one whole CPU, with less its share of it (AWS, "Configure memory"). */
const MEMORY_OF_ONE_CPU_MB = 1769;

/** The CPU that a function of this much memory has, for a group that must be empty when it is disposed of. */
export function cpuShareOf(memoryMb: number): CpuShare {
  const group = join(CPU_GROUPS, `cold-start-${process.pid}-${memoryMb}`);
  const quotaUs = Math.round((PERIOD_US * memoryMb) / MEMORY_OF_ONE_CPU_MB);
  const write = (file: string, value: number) => writeFileSync(join(group, file), String(value));
  mkdirSync(group);
  write('cpu.cfs_period_us', PERIOD_US);
  return {
    add: (pid) => write('cgroup.procs', pid),
    limit: () => write('cpu.cfs_quota_us', quotaUs),
    [Symbol.dispose]: () => rmdirSync(group),
  };
}
