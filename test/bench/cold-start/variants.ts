import { builtinModules } from '../../../infra/bundle/builtin-modules.ts';
import { redisCommands } from '../../../infra/bundle/redis-commands.ts';
import type { bundleOptions } from '../../../infra/bundle.ts';
import { sourceChange } from './source-change.ts';

type Options = ReturnType<typeof bundleOptions>;

/** Our function with one of its tricks taken away, or with one that it does not use. */
export interface Variant {
  name: string;
  options?: (ours: Options) => object;
  env?: Record<string, string>;
  /** A compile cache is made before, and comes with the function. */
  hasCompileCache?: true;
}

/** The variant whose start ends when Redis is connected. */
export const PROVISIONED = 'as a provisioned container';

const CREATE_REQUIRE =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

const REDIS_CONNECTION = 'lambda/redis/connection.ts';
const REDIS_CLIENT = 'lambda/redis/client.ts';
const STATIC_UPSTREAM = `
  import './lambda/genesys/client.ts';
  import * as aws from '@aws-sdk/client-secrets-manager';
  globalThis.upstream = aws;
  export { handler } from './lambda/index.ts';
`;

/** Each says what is different from the function as it is. */
export const VARIANTS: readonly Variant[] = [
  {
    name: 'upstream half imported statically',
    options: () => entryOf(STATIC_UPSTREAM),
  },
  {
    name: 'one CommonJS file without splitting',
    options: () => ({
      splitting: false,
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      banner: {},
      // There, nothing can be awaited.
      plugins: [
        redisCommands,
        builtinModules,
        sourceChange('lambda/index.ts', 'await service', 'void service'),
      ],
    }),
  },
  {
    name: 'node:http and node:crypto imported',
    options: (ours) => ({ plugins: ours.plugins.filter(({ name }) => name !== builtinModules.name) }),
  },
  { name: 'require by createRequire', options: () => ({ banner: { js: CREATE_REQUIRE } }) },
  {
    name: 'all Redis commands',
    options: (ours) => ({ plugins: ours.plugins.filter(({ name }) => name !== redisCommands.name) }),
  },
  { name: 'debug as it is', options: ({ alias: { debug, ...others } }) => ({ alias: others }) },
  {
    name: 'axios and winston as they are',
    options: ({ alias: { axios, winston, ...others } }) => ({ alias: others }),
  },
  { name: 'not minified', options: () => ({ minify: false }) },
  {
    name: 'inline source maps that are enabled',
    options: () => ({ sourcemap: 'inline' }),
    env: { NODE_OPTIONS: '--enable-source-maps' },
  },
  {
    name: 'ready check and client info',
    options: withChange(
      REDIS_CLIENT,
      'enableReadyCheck: false,\n    disableClientInfo: true,',
      'enableReadyCheck: true,',
    ),
  },
  {
    name: 'connected by the first request',
    options: withChange(REDIS_CONNECTION, '  void connect();\n\n  function renew', '  function renew'),
  },
  { name: PROVISIONED, env: { AWS_LAMBDA_INITIALIZATION_TYPE: 'provisioned-concurrency' } },
  { name: 'compile cache (not kept)', hasCompileCache: true },
];

/** A text in place of the file that a bundle starts with; its paths are from the root. */
export function entryOf(contents: string) {
  return {
    entryPoints: {},
    stdin: { contents, resolveDir: '.', sourcefile: 'index.ts' },
    entryNames: 'index',
  } as const;
}

function withChange(file: string, from: string, to: string): (ours: Options) => object {
  return (ours) => ({ plugins: [...ours.plugins, sourceChange(file, from, to)] });
}
