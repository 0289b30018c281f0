import type { ValueType } from './value-types.ts';

/** A setting of the stack: `-c <name>=<value>`, where the name is its key in the table. */
export interface StackSetting<T, Default extends T | undefined = T | undefined> {
  readonly type: ValueType<T>;
  /** By stage; undefined: not set. */
  readonly defaults: StageDefaults<Default>;
  /** For the tables of the documentation, in Markdown. */
  readonly meaning: string;
  /** Former names of the key and the variable. Setting one is an error that gives the new name. */
  readonly formerly?: { readonly key?: string; readonly variable: string };
}

/** A setting that the function reads from its environment; the stack may set it too, under its key in the table. */
export interface Setting<T, Default extends T | undefined = T | undefined>
  extends StackSetting<T, T | undefined> {
  /** The environment variable. */
  readonly variable: string;
  /** What the variable takes, if the type describes only the stack's key. */
  readonly expectedInVariable?: string;
  readonly defaults: StageDefaults<T | undefined> & {
    /** Used when the variable is not set, as under `npm start`. */
    readonly function: Default;
  };
}

interface StageDefaults<Default> {
  readonly dev: Default;
  readonly prod: Default;
}

/** The same default in the function and in every stage. */
export function everywhere<const Default>(value: Default) {
  return { function: value, dev: value, prod: value };
}

/** No default anywhere. */
export const UNSET = everywhere(undefined);
