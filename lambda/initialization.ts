import type { Environment } from './env-reader.ts';

/** With less memory a request has too little CPU for a TLS handshake: measured, see docs/cold-start.md. */
const MEMORY_FOR_A_HANDSHAKE_MB = 1024;

/**
 * Whether a container's start is to wait until Redis is connected, by the variables that Lambda sets. Nobody waits for
 * one that is provisioned, and it may be frozen once it has started, in the middle of a handshake. For one that is
 * started on demand a caller waits, through start and handshake alike: they are all the same to him unless the
 * handshake, once the start is over, has to do with a small share of a CPU.
 */
export function waitsForRedis(environment: Environment): boolean {
  const { AWS_LAMBDA_INITIALIZATION_TYPE: type, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb } = environment;
  return type === 'provisioned-concurrency' || Number(memoryMb) < MEMORY_FOR_A_HANDSHAKE_MB;
}
