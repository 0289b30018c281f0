import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeclarations } from '../../../infra/new-action/sdk-declarations.ts';
import { readMethods } from '../../../infra/new-action/sdk-methods.ts';
import { readType } from '../../../infra/new-action/sdk-type.ts';

const DECLARATIONS = `declare class ThingsApi {
  \tgetThing(thingId: string, opts?: ThingsApi.getThingOptions): Promise<Models.Thing>;
}

declare namespace ThingsApi {\x20
	export interface getThingOptions {\x20
		"expand"?: Array<string>;
		"customHeaders"?: Record<string, string>;
	}
}

declare namespace Models {\x20
	export interface Thing {\x20
		"id"?: string;
		"name": string;
		"parts"?: Array<Models.Part>;
	}
}
`;

test('methods, options and models are read from declarations', () => {
  const { methods, models } = readDeclarations(DECLARATIONS);
  assert.deepEqual(methods.get('ThingsApi.getThing'), {
    args: [{ name: 'thingId', type: { kind: 'string' }, isRequired: true }],
    options: [
      { name: 'expand', type: { kind: 'array', items: { kind: 'string' } }, isRequired: false },
      { name: 'customHeaders', type: { kind: 'other' }, isRequired: false },
    ],
    result: { kind: 'model', name: 'Thing' },
  });
  assert.deepEqual(
    models.get('Thing')?.map(({ name, isRequired }) => [name, isRequired]),
    [
      ['id', false],
      ['name', true],
      ['parts', false],
    ],
  );
});

test('a line of another form is an error with its number, not a missing property', () => {
  assert.throws(
    () => readDeclarations(DECLARATIONS.replace('"name": string;', 'name: string;')),
    /^Error: line 15 of the SDK's index\.d\.ts is name: string;, expected a property$/,
  );
});

test('an unknown type is an error', () => {
  assert.throws(() => readType('Map<string, string>'), /the type is Map<string, string>, expected/);
});

test('a method is read from its source: description, path, and where each parameter goes', () => {
  const source = `class ThingsApi {
	/**
	 * Get a thing.
	 * More about it.
	 * @param {String} thingId Thing ID
	 * @param {Object} opts Optional parameters
	 * @param {Array.<String>} opts.expand What to add
	 */
	getThing(thingId, opts) {\x20
		return this.apiClient.callApi(
			'/api/v2/things/{thingId}',\x20
			'GET',\x20
			{ 'thingId': thingId },
			{ 'expand': this.apiClient.buildCollectionParam(opts['expand'], 'multi') },
			{  },
		);
	}
}`;
  assert.deepEqual(readMethods(source), [
    {
      name: 'getThing',
      httpMethod: 'GET',
      path: '/api/v2/things/{thingId}',
      description: 'Get a thing. More about it.',
      descriptions: new Map([
        ['thingId', 'Thing ID'],
        ['opts', 'Optional parameters'],
        ['expand', 'What to add'],
      ]),
      inPath: ['thingId'],
      inQuery: ['expand'],
    },
  ]);
});
