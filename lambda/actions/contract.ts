/** The types that a data action's input can have in Genesys: it is one flat object. */
export type FlatType = 'string' | 'integer' | 'number' | 'boolean';

/** A parameter as flows see it. A list is a string of items separated by commas. */
export interface Input<Value = unknown> {
  type: unknown extends Value ? FlatType : FlatTypeOf<NonNullable<Value>>;
  /** For the people who fill it in; the default is added to it. */
  description: string;
  /** Goes into documents and trials: with every example an action has, it can be asked. */
  example?: string | number | boolean;
}

type FlatTypeOf<Value> = [Value] extends [number]
  ? 'integer' | 'number'
  : [Value] extends [boolean]
    ? 'boolean'
    : 'string';

/** A value of the answer's `data` as flows see it. */
export interface Output {
  /**
   * Where in `data`, in JSONPath without the root: `total`, or `entities[*].id`, which gives a list. Paths into
   * the same list make parallel lists, so `body` has to demand what they end in of every item.
   */
  path: string;
  /** Of the value, or of each item of the list. */
  type: FlatType;
  description: string;
}

/** What flows give and get; for import files and documents, the answering of requests never looks at it. */
export interface Contract {
  readonly inputs: Readonly<Record<string, Input>>;
  readonly outputs: Readonly<Record<string, Output>>;
}
