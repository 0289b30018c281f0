import type { Environment } from './settings-reader.ts';

/** With less memory, an invocation has too little CPU for a TLS handshake; measured in docs/cold-start.md. */
const MIN_HANDSHAKE_MEMORY_MB = 1024;

/**
 * Whether a container waits during init until Redis is connected, by the variables that Lambda sets.
 *
 * A provisioned container waits: no request is delayed by it, and Lambda may freeze the container after init, in the
 * middle of a handshake. An on-demand container waits only below 1024 MB: there the TLS handshake is faster during init,
 * which has a full CPU, than inside the invocation. With more memory both take the caller equally long.
 */
export function waitsForRedis(environment: Environment): boolean {
  const { AWS_LAMBDA_INITIALIZATION_TYPE: type, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memoryMb } = environment;
  return type === 'provisioned-concurrency' || Number(memoryMb) < MIN_HANDSHAKE_MEMORY_MB;
}
