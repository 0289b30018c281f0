import type { Models } from 'purecloud-platform-client-v2';
import { errorResponse } from './response.ts';
import type { Route } from './route.ts';

const MAX_CONTACTS = 25;

/** The look-up of external contacts by phone number or e-mail address. */
export const externalContactRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v2/externalcontacts/reversewhitepageslookup',
    permission: 'externalContacts:contact:view',
    respond({ query, correlationId }, { externalContacts }) {
      const wanted = query.get('lookupVal')?.toLowerCase() ?? '';
      if (wanted === '')
        return errorResponse('bad.request', correlationId, { messageParams: { parameter: 'lookupVal' } });
      const isExpanded = query.get('expand') === 'contacts.externalOrganization';
      const contacts = externalContacts
        .filter(({ workPhone, workEmail }) => workPhone?.e164 === wanted || workEmail === wanted)
        .slice(0, MAX_CONTACTS);
      return { status: 200, body: { contacts: isExpanded ? contacts : contacts.map(withReference) } };
    },
  },
];

/** The contact with only the id of its organisation. */
function withReference({ externalOrganization, ...contact }: Models.ExternalContact) {
  if (externalOrganization === undefined) return contact;
  const { id, selfUri } = externalOrganization;
  return { ...contact, externalOrganization: { id, selfUri } };
}
