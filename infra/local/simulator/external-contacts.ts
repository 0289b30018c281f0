import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

/** First name, last name, work phone (555-01xx is reserved for invented numbers), and organisation. */
const contacts = [
  ['Mara', 'Lindner', '+12025550143', 'Lindner Logistics'],
  ['Omar', 'Haddad', '+12025550144', ''],
  ['Petra', 'Novak', '+12025550145', 'Novak & Sons'],
  ['Pavel', 'Novak', '+12025550145', 'Novak & Sons'],
] as const;

/** Four contacts, of whom two share a phone number. Every call returns the same. */
export function sampleExternalContacts(): readonly Models.ExternalContact[] {
  return contacts.map(([firstName, lastName, e164, organization], index) => {
    const id = uuidOf(`external contact ${firstName} ${lastName}`);
    return {
      id,
      firstName,
      lastName,
      workPhone: { display: e164, e164, userInput: e164, countryCode: 'US' },
      workEmail: `${firstName}.${lastName}@example.org`.toLowerCase(),
      ...(organization !== '' && { externalOrganization: organizationOf(organization) }),
      createDate: `2025-0${index + 1}-14T08:11:02.000Z`,
      modifyDate: `2025-0${index + 1}-14T08:11:02.000Z`,
      type: 'Curated',
      selfUri: `/api/v2/externalcontacts/contacts/${id}`,
    };
  });
}

function organizationOf(name: string): Models.ExternalOrganization {
  const id = uuidOf(`external organization ${name}`);
  return { id, name, selfUri: `/api/v2/externalcontacts/organizations/${id}` };
}
