import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalContact } from '../../../lambda/actions/external-contact.ts';
import { accepts, problemsOf, send } from '../../support/actions.ts';
import { bodies } from '../../support/bodies.ts';
import { startService } from '../../support/service.ts';

const PHONE = '+12025550171';
const EMAIL = 'ines.vogel@example.org';
const [contact = assert.fail()] = bodies.externalContacts.contacts ?? [];
const DATA = {
  id: '5b8e2f10-7c4d-4a96-8e31-9d0c6b7a4f52',
  name: 'Ines Vogel',
  firstName: 'Ines',
  lastName: 'Vogel',
  organizationId: 'c17d5e84-2b3a-4f60-9a8e-1d7c0b6e5f43',
  organizationName: 'Vogel Transport',
  matchCount: 1,
};
const finding = (...contacts: object[]) => ({
  externalContacts: { getExternalcontactsReversewhitepageslookup: { contacts } },
});

for (const [given, lookedUp] of [
  [{ phoneNumber: 'tel:+1 (202) 555-0171', email: '' }, PHONE],
  [{ phoneNumber: PHONE }, PHONE],
  [{ email: ` ${EMAIL.toUpperCase()}` }, EMAIL],
] as const)
  test(`${JSON.stringify(given)} looks up ${lookedUp}`, async () => {
    const { sent, data } = await send(externalContact, given, finding(contact));
    const options = { expand: ['contacts.externalOrganization'] };
    assert.deepEqual(sent, [['getExternalcontactsReversewhitepageslookup', lookedUp, options]]);
    assert.deepEqual(data, DATA);
  });

const EMPTY = { id: 'a', firstName: null, workPhone: null, externalOrganization: null };

for (const [label, found] of [
  ['a phone number without E.164', { homePhone: { display: '+1 202-555-0171' } }],
  ['a phone number as it was entered', { otherPhone: { userInput: '+1 (202) 555 0171' } }],
  ['a number of WhatsApp', { whatsAppId: { phoneNumber: { e164: PHONE } } }],
  ['an identifier', { identifiers: [{ type: 'Phone', value: PHONE }] }],
])
  test(`${label} matches, and missing fields are empty`, async () => {
    const { data } = await send(
      externalContact,
      { phoneNumber: PHONE },
      finding({ ...EMPTY, ...Object(found) }),
    );
    const empty = { name: '', firstName: '', lastName: '', organizationId: '', organizationName: '' };
    assert.deepEqual(data, { id: 'a', ...empty, matchCount: 1 });
  });

test('of several contacts, the oldest is returned whatever their order, with their number', async () => {
  const createDate = '2024-12-31T23:59:59.999Z';
  const older = ['b', 'a'].map((id) => ({ ...contact, id, createDate }));
  for (const contacts of [
    [contact, ...older],
    [...older.toReversed(), contact],
  ]) {
    const { data } = await send(externalContact, { phoneNumber: PHONE }, finding(...contacts));
    assert.partialDeepStrictEqual(data, { id: 'a', matchCount: 3 });
  }
});

for (const [label, contacts] of [
  ['nobody', []],
  ['a similar number', [{ id: 'a', workPhone: { e164: `${PHONE}0` } }]],
  ['a contact that was merged into another', [{ ...contact, mergedTo: { id: 'b' } }]],
] as const)
  test(`finding ${label} is "not found", and the message does not have the number`, async () => {
    await assert.rejects(send(externalContact, { phoneNumber: PHONE }, finding(...contacts)), {
      code: 'genesys_not_found',
      message: 'Genesys has no external contact with this number or address',
    });
  });

test("25 contacts, Genesys' maximum, are counted", async () => {
  const contacts = Array.from({ length: 25 }, (_, index) => ({ ...contact, id: `contact-${index}` }));
  const { data } = await send(externalContact, { phoneNumber: PHONE }, finding(...contacts));
  assert.partialDeepStrictEqual(data, { matchCount: 25 });
});

test('a similar e-mail address is "not found"', async () => {
  const responses = finding({ ...contact, workEmail: `x${EMAIL}` });
  await assert.rejects(send(externalContact, { email: EMAIL }, responses), { code: 'genesys_not_found' });
});

const E164 = 'expected a phone number in E.164, for example +12025550143';

for (const [body, problem] of [
  [{}, 'phoneNumber: expected either phoneNumber or email, got neither'],
  [{ phoneNumber: PHONE, email: EMAIL }, 'phoneNumber: expected either phoneNumber or email, got both'],
  [{ phoneNumber: '202 555 0171' }, `phoneNumber: ${E164}`],
  [{ phoneNumber: '+0202555017' }, `phoneNumber: ${E164}`],
  [{ phoneNumber: '+1234567890123456' }, `phoneNumber: ${E164}`],
  [{ phoneNumber: '+123456' }, `phoneNumber: ${E164}`],
  [{ phoneNumber: '+49 (0)30 1234567' }, `phoneNumber: ${E164}`],
  [{ phoneNumber: PHONE, [PHONE]: EMAIL }, 'body: unknown parameter, expected one of phoneNumber, email'],
  [{ phoneNumber: `${PHONE}x1` }, `phoneNumber: ${E164}`],
  [{ email: 'ines.vogel' }, 'email: expected an e-mail address'],
  [
    { phoneNumber: PHONE, email: `\${${EMAIL}}` },
    'email: expected a value; write $!{input.email} for an optional input',
  ],
] as const)
  test(`${JSON.stringify(body)} is rejected with "${problem}", without the value`, () => {
    assert.deepEqual(problemsOf(externalContact, body), [problem]);
  });

test('a response that is not a list of contacts is rejected', async () => {
  const refused = [
    null,
    'ok',
    { contacts: {} },
    { contacts: [{}] },
    { contacts: [{ id: 5 }] },
    { status: 400 },
  ];
  for (const response of refused) {
    const responses = { externalContacts: { getExternalcontactsReversewhitepageslookup: response } };
    assert.equal(await accepts(externalContact, { email: EMAIL }, responses), false);
  }
});

test('the simulator finds a contact by number and by address, counts two, and knows no other', async (t) => {
  const { request } = await startService(t);
  const byNumber = await request('external-contact', { phoneNumber: '+1 202 555 0143' });
  assert.partialDeepStrictEqual(byNumber.body.data, {
    name: 'Mara Lindner',
    organizationName: 'Lindner Logistics',
    matchCount: 1,
  });
  const byAddress = await request('external-contact', { email: 'Mara.Lindner@example.org' });
  assert.deepEqual(byAddress.body.data, byNumber.body.data);
  const two = await request('external-contact', { phoneNumber: '+12025550145' });
  assert.partialDeepStrictEqual(two.body.data, { name: 'Petra Novak', matchCount: 2 });
  const none = await request('external-contact', { phoneNumber: '+12025550199' });
  assert.deepEqual([none.statusCode, none.body.code], [404, 'genesys_not_found']);
});
