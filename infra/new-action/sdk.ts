import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Operation, operationsOf } from './operation.ts';
import { readDeclarations, type SdkModels } from './sdk-declarations.ts';
import { readMethods } from './sdk-methods.ts';

/** The installed SDK. */
export interface Sdk {
  /** By name and API class. Some operations are in several API classes. */
  readonly operations: readonly Operation[];
  readonly models: SdkModels;
}

/** Reads the operations and models of the SDK that is installed under this folder. */
export function readSdk(root: string): Sdk {
  const folder = path.join(root, 'node_modules/purecloud-platform-client-v2');
  const declarations = readDeclarations(readFileSync(path.join(folder, 'index.d.ts'), 'utf8'));
  const sources = path.join(folder, 'src/purecloud-platform-client-v2/api');
  const operations = readdirSync(sources).flatMap((file) =>
    operationsOf(
      path.basename(file, '.js'),
      declarations,
      readMethods(readFileSync(path.join(sources, file), 'utf8')),
    ),
  );
  return { operations, models: declarations.models };
}
