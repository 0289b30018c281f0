import * as v from 'valibot';
import { DataActionError } from '../errors.ts';
import { sparse, optionalText as text } from './body.ts';
import { exactlyOne } from './by-name.ts';
import { defineDataAction } from './define.ts';
import { emailAddress, phoneNumber } from './parameters.ts';

const Phone = v.nullish(v.looseObject({ e164: text, display: text, userInput: text }));
const Contact = v.looseObject({
  id: v.string(),
  firstName: text,
  lastName: text,
  workPhone: Phone,
  cellPhone: Phone,
  homePhone: Phone,
  otherPhone: Phone,
  whatsAppId: v.nullish(v.looseObject({ phoneNumber: Phone })),
  workEmail: text,
  personalEmail: text,
  otherEmail: text,
  identifiers: v.nullish(v.array(v.looseObject({ value: text })), []),
  externalOrganization: v.nullish(v.looseObject({ id: text, name: text })),
  createDate: text,
  mergedTo: v.nullish(v.unknown()),
});
type Contact = v.InferOutput<typeof Contact>;

/**
 * One external contact by phone number or e-mail address: `GET /api/v2/externalcontacts/reversewhitepageslookup`, which
 * returns at most 25 contacts. Genesys has no audit event about a contact.
 */
export const externalContact = defineDataAction({
  name: 'external-contact',
  version: 1,
  group: 'people',
  summary:
    'Returns an external contact by phone number or e-mail address. It is off unless `EXTERNAL_CONTACTS` is true.',
  permission: 'externalContacts:contact:view',
  ttlSeconds: 60,
  maxAgeSeconds: 300,
  isPersonal: true,
  invalidatedBy: [],
  parameters: { phoneNumber: v.optional(phoneNumber), email: v.optional(emailAddress) },
  inputs: {
    phoneNumber: {
      type: 'string',
      description: 'Phone number in E.164, for example +12025550143. Set either this or email.',
      example: '+12025550143',
    },
    email: {
      type: 'string',
      description: 'E-mail address, ignoring case. Set either this or phoneNumber.',
    },
  },
  check: exactlyOne('phoneNumber', 'email'),
  outputs: {
    id: { path: 'id', type: 'string', description: 'Id of the contact.' },
    name: { path: 'name', type: 'string', description: 'First and last name.' },
    firstName: { path: 'firstName', type: 'string', description: 'First name; may be empty.' },
    lastName: { path: 'lastName', type: 'string', description: 'Last name; may be empty.' },
    organizationId: {
      path: 'organizationId',
      type: 'string',
      description: 'Id of the external organisation; empty for a contact without one.',
    },
    organizationName: {
      path: 'organizationName',
      type: 'string',
      description: 'Name of the external organisation; may be empty.',
    },
    matchCount: {
      path: 'matchCount',
      type: 'integer',
      description:
        'Number of contacts with this number or address, up to 25. The outputs are those of the oldest one.',
    },
  },
  operations: () => [{ name: 'getExternalcontactsReversewhitepageslookup', family: 'externalcontacts' }],
  send: async ({ externalContacts }, { phoneNumber, email = '' }) =>
    externalContacts.getExternalcontactsReversewhitepageslookup(phoneNumber ?? email, {
      expand: ['contacts.externalOrganization'],
    }),
  body: sparse(v.looseObject({ contacts: v.nullish(v.array(Contact), []) })),
  toData: ({ contacts }, { parameters: { phoneNumber, email } }) => {
    const matches = contacts
      .filter(({ mergedTo }) => !mergedTo)
      .filter((each) =>
        phoneNumber === undefined
          ? emailsOf(each).includes(email ?? '')
          : phonesOf(each).includes(phoneNumber),
      )
      .sort((one, other) => (ageOf(one) < ageOf(other) ? -1 : 1));
    const [contact] = matches;
    // The message is logged, so it has neither the number nor the address.
    if (contact === undefined)
      throw new DataActionError(
        'genesys_not_found',
        'Genesys has no external contact with this number or address',
      );
    const { id, firstName, lastName, externalOrganization } = contact;
    return {
      id,
      name: `${firstName} ${lastName}`.trim(),
      firstName,
      lastName,
      organizationId: externalOrganization?.id ?? '',
      organizationName: externalOrganization?.name ?? '',
      matchCount: matches.length,
    };
  },
});

/** The phone numbers of a contact in E.164. */
function phonesOf({
  workPhone,
  cellPhone,
  homePhone,
  otherPhone,
  whatsAppId,
  identifiers,
}: Contact): string[] {
  const phones = [workPhone, cellPhone, homePhone, otherPhone, whatsAppId?.phoneNumber];
  const written = phones.flatMap((phone) => [phone?.e164, phone?.display, phone?.userInput]);
  return [...written, ...identifiers.map(({ value }) => value)].map((given) =>
    (given ?? '').replace(/[^+\d]/g, ''),
  );
}

/** The e-mail addresses of a contact in lower case. */
function emailsOf({ workEmail, personalEmail, otherEmail, identifiers }: Contact): string[] {
  return [workEmail, personalEmail, otherEmail, ...identifiers.map(({ value }) => value)].map((given) =>
    given.toLowerCase(),
  );
}

/** A sort key: the oldest contact first, and contacts of the same time by id. */
function ageOf({ createDate, id }: Contact): string {
  return `${createDate} ${id}`;
}
