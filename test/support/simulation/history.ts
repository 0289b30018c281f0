import type { CacheResult } from '../../../lambda/cache/result.ts';
import type { Plan } from './plan.ts';

/** One look-up of a container. */
export interface RequestRecord {
  readonly container: string;
  readonly queue: string;
  readonly startMs: number;
  readonly budgetMs: number;
  /** Undefined if it never settled. */
  endMs?: number;
  result?: CacheResult;
  error?: unknown;
}

/** One call to the origin. */
export interface CallRecord {
  /** From 1. */
  readonly number: number;
  readonly request: RequestRecord;
  readonly startMs: number;
  /** When the origin read the value that it returned. */
  readMs?: number;
  /** Undefined if the container died first. */
  endMs?: number;
}

/** One operation at the moment at which the shared store performed it. */
export interface OperationRecord {
  readonly name: string;
  readonly container: string;
  readonly queue: string;
  readonly holder: string | undefined;
  readonly atMs: number;
  /** For example `held`; empty if there is nothing to tell. */
  readonly outcome: string;
  /** Whether the reply has the versions of all tags. */
  readonly hasAllTags: boolean;
  /** Until when the entry in the reply is fresh, on the epoch clocks of the containers; 0 if the reply says that there is none. */
  readonly freshUntilEpochMs?: number;
  /** When the reply reached the container; undefined if that had stopped waiting. */
  deliveredMs?: number;
  /** The term of the lease that it acquires or extends. */
  readonly leaseMs?: number;
  readonly written?: WriteRecord;
}

/** What a write has done to the entry of its queue. */
export interface WriteRecord {
  /** The call that the write comes from; undefined for a failure that no response of the origin caused. */
  readonly call: number | undefined;
  /** The calls that the entries of the queue came from. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** The entry that was stored: until when it is fresh on the epoch clocks of the containers, and until when it is kept. */
  readonly stored?: { readonly freshUntilEpochMs: number; readonly keptUntilMs: number } | undefined;
  /** Until when a failure stops calls. */
  readonly backOffUntilMs?: number;
}

/** A change of the origin's data, from the moment at which the shared store performed its invalidation. */
export interface ChangeRecord {
  readonly queue: string;
  /** The version of the queue after the change. */
  readonly version: number;
  readonly invalidatedMs: number;
}

/** Something that excuses a second call: a container died or was late, or a queue changed or lost its entry or a tag. */
export interface DisturbanceRecord {
  readonly of: { readonly container: string } | { readonly queue: string };
  /** A fault of an operation has the operation's name. */
  readonly cause: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

interface TraceLine {
  readonly atMs: number;
  /** A container, or where else it happened. */
  readonly where: string;
  readonly text: string;
}

/** All that happened in one schedule. */
export interface History {
  readonly trace: TraceLine[];
  readonly requests: RequestRecord[];
  readonly calls: CallRecord[];
  readonly operations: OperationRecord[];
  readonly changes: ChangeRecord[];
  readonly disturbances: DisturbanceRecord[];
  /** The time on the epoch clock of each container at the start. */
  readonly epochMs: Map<string, number>;
  readonly ttlMs: number;
  readonly staleIfErrorMs: number;
}

export function createHistory({ ttlSeconds, staleIfErrorSeconds }: Plan): History {
  const lists = { trace: [], requests: [], calls: [], operations: [], changes: [], disturbances: [] };
  const epochMs = new Map<string, number>();
  return { ...lists, epochMs, ttlMs: ttlSeconds * 1000, staleIfErrorMs: staleIfErrorSeconds * 1000 };
}
