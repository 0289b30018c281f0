import type { Field, Scalar, Shape } from './shape.ts';

const REQUIRED: Readonly<Record<Scalar, string>> = {
  string: 'v.string()',
  number: 'v.number()',
  boolean: 'v.boolean()',
};

const OPTIONAL: Readonly<Record<Scalar, string>> = {
  string: 'optionalText',
  number: 'optionalNumber',
  boolean: 'optionalFlag',
};

/** The values of scalars that Genesys leaves out; see lambda/actions/body.ts. */
export const EMPTY: Readonly<Record<Scalar, string | number | boolean>> = {
  string: '',
  number: 0,
  boolean: false,
};

/** The schema of a response, as code: a property is optional unless the SDK's model requires it. */
export function bodyCode({ fields, isArray }: Shape): string {
  const [first] = fields;
  return isArray && first ? fieldCode(first, 'root') : objectCode(fields, 'root');
}

/** The helpers of lambda/actions/body.ts that the schema uses. */
export function bodyHelpers(code: string): string[] {
  const helpers = [...Object.values(OPTIONAL), 'joinedList'];
  return helpers.filter((helper) => code.includes(helper)).sort();
}

type Place = 'root' | 'item';

function objectCode(fields: readonly Field[], place: Place): string {
  return `v.object({ ${fields.map((field) => `${field.name}: ${fieldCode(field, place)}`).join(', ')} })`;
}

function fieldCode(field: Field, place: Place): string {
  switch (field.kind) {
    case 'scalar':
      return field.isRequired ? REQUIRED[field.type] : OPTIONAL[field.type];
    case 'scalars': {
      // Architect has no list of lists.
      if (place === 'item') return 'joinedList';
      return orEmpty(`v.array(${REQUIRED[field.type]})`, field, '[]');
    }
    case 'object': {
      const required = field.fields.flatMap(({ name, ...inner }) =>
        inner.isRequired && inner.kind === 'scalar' ? [`${name}: ${JSON.stringify(EMPTY[inner.type])}`] : [],
      );
      return orEmpty(objectCode(field.fields, 'item'), field, `{ ${required.join(', ')} }`);
    }
    case 'list':
      return orEmpty(`v.array(${objectCode(field.fields, 'item')})`, field, '[]');
  }
}

function orEmpty(schema: string, { isRequired }: Field, empty: string): string {
  return isRequired ? schema : `v.nullish(${schema}, ${empty})`;
}
