/** The types of a Genesys data action's inputs and outputs: both are flat objects. */
export type FlatType = 'string' | 'integer' | 'number' | 'boolean';

/** A parameter in the contract of the Genesys data action. A list is a string of items separated by commas. */
export interface Input<Value = unknown> {
  type: unknown extends Value ? FlatType : FlatTypeOf<NonNullable<Value>>;
  /** For flow authors; documents and contracts add the default to it. */
  description: string;
  /** For documents and trials: the examples of an action are together a valid request. */
  example?: string | number | boolean;
}

type FlatTypeOf<Value> = [Value] extends [number]
  ? 'integer' | 'number'
  : [Value] extends [boolean]
    ? 'boolean'
    : 'string';

/** A value of the response's `data` in the contract of the Genesys data action. */
export interface Output {
  /**
   * JSONPath in `data`, without the root: `total`, or `entities[*].id` for a list. Paths into the same list make
   * parallel lists, so `body` must require the last property of each path in every item.
   */
  path: string;
  /** Of the value, or of each item of the list. */
  type: FlatType;
  /** For flow authors. */
  description: string;
}

/** The inputs and outputs of a data action, for import files and documents; requests are served without it. */
export interface Contract {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Output>>;
}
