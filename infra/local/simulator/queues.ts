import type { Models } from 'purecloud-platform-client-v2';
import { uuidOf } from './uuid.ts';

const subjects = [
  'Account Changes',
  'Billing',
  'Cancellations',
  'Claims',
  'Collections',
  'Complaints',
  'Contract Renewals',
  'Delivery Status',
  'General Enquiries',
  'Installations',
  'Internet Support',
  'Loyalty Programme',
  'Mobile Support',
  'New Orders',
  'Outages',
  'Password Reset',
  'Payments',
  'Repairs',
  'Returns and Refunds',
  'Technical Support',
] as const;

const languages = [
  { language: 'English', tag: 'en-US', division: 'Home' },
  { language: 'French', tag: 'fr-FR', division: 'EMEA' },
  { language: 'German', tag: 'de-DE', division: 'EMEA' },
  { language: 'Japanese', tag: 'ja-JP', division: 'Asia Pacific' },
  { language: 'Portuguese', tag: 'pt-BR', division: 'Latin America' },
  { language: 'Spanish', tag: 'es-US', division: 'Latin America' },
] as const;

const desks = [
  ['Branch Escalations', 'Home'],
  ['Bulk Email Triage', 'Home'],
  ['Emergency Line', 'Home'],
  ['Fraud Hotline', 'Premium Care'],
  ['Key Accounts', 'Premium Care'],
  ['Overflow 24x7', 'Home'],
  ['Private Banking', 'Premium Care'],
  ['Supervisor Escalations', 'Premium Care'],
  ['VIP Support', 'Premium Care'],
  ['Web Chat (After Hours)', 'Home'],
] as const;

/** Per medium: the alerting timeout in seconds, and the service level as a share and a duration in ms. */
const serviceTargets = {
  call: [8, 0.8, 20_000],
  callback: [30, 0.8, 20_000],
  chat: [30, 0.8, 20_000],
  email: [300, 0.8, 86_400_000],
  message: [30, 0.8, 20_000],
} as const;

/**
 * The queues of a medium-sized contact centre: 130 in 5 divisions, 120 named `<subject> - <language>`
 * (`Billing - English`) and 10 special desks (`VIP Support`), not sorted. Every call returns the
 * same: the ids are lower-case UUIDs derived from the names.
 */
export function sampleQueues(): readonly Models.Queue[] {
  const byLanguage = languages.flatMap(({ language, tag, division }) =>
    subjects.map((subject) => sampleQueue(`${subject} - ${language}`, division, tag)),
  );
  return [...byLanguage, ...desks.map(([name, division]) => sampleQueue(name, division, 'en-US'))];
}

function sampleQueue(name: string, divisionName: string, languageTag: string): Models.Queue {
  const id = uuidOf(`queue ${name}`);
  const variety = Number.parseInt(id.slice(0, 4), 16);
  const memberCount = 4 + (variety % 90);
  const createdMs = Date.UTC(2021, 0, 4, 8) + variety * 1_200_000;
  return {
    id,
    name,
    division: reference('division', divisionName, '/api/v2/authorization/divisions'),
    description: `Contacts about ${name}, handled by ${divisionName}`,
    dateCreated: new Date(createdMs).toISOString(),
    dateModified: new Date(createdMs + (variety % 700) * 86_400_000).toISOString(),
    modifiedBy: uuidOf(`user ${variety % 7}`),
    createdBy: uuidOf(`user ${variety % 3}`),
    memberCount,
    userMemberCount: memberCount,
    joinedMemberCount: Math.floor(memberCount * 0.6),
    mediaSettings: mediaSettings(),
    routingRules: [],
    ...(variety % 3 === 0 && { bullseye: { rings: bullseyeRings() } }),
    scoringMethod: 'TimestampAndPriority',
    lastAgentRoutingMode: 'AnyAgent',
    acwSettings: { wrapupPrompt: 'MANDATORY_TIMEOUT', timeoutMs: 30_000 + (variety % 4) * 30_000 },
    skillEvaluationMethod: variety % 3 === 0 ? 'BEST' : 'ALL',
    queueFlow: reference('flow', 'Default In-Queue Call', '/api/v2/flows'),
    whisperPrompt: reference('prompt', `whisper_${languageTag}`, '/api/v2/architect/prompts'),
    defaultMediaLanguage: languageTag,
    autoAnswerOnly: true,
    cannedResponseLibraries: { mode: 'All', libraryIds: [] },
    enableTranscription: variety % 2 === 0,
    enableAudioMonitoring: false,
    enableManualAssignment: false,
    agentOwnedRouting: {
      enableAgentOwnedCallbacks: false,
      maxOwnedCallbackHours: 168,
      maxOwnedCallbackDelayHours: 72,
    },
    ...(variety % 5 === 0 && { directRouting: directRouting() }),
    callingPartyName: '',
    callingPartyNumber: '',
    defaultScripts: { CALL: reference('script', 'Default Inbound Script', '/api/v2/scripts') },
    suppressInQueueCallRecording: true,
    selfUri: `/api/v2/routing/queues/${id}`,
  };
}

function mediaSettings(): Models.QueueMediaSettings {
  return {
    call: mediumSettings('call'),
    callback: { ...mediumSettings('callback'), mode: 'AgentFirst', autoDialDelaySeconds: 300 },
    chat: mediumSettings('chat'),
    email: mediumSettings('email'),
    message: { ...mediumSettings('message'), enableInactivityTimeout: false, subTypeSettings: {} },
  };
}

function mediumSettings(medium: keyof typeof serviceTargets): Models.MediaSettings {
  const [alertingTimeoutSeconds, percentage, durationMs] = serviceTargets[medium];
  return { enableAutoAnswer: false, alertingTimeoutSeconds, serviceLevel: { percentage, durationMs } };
}

function directRouting(): Models.DirectRouting {
  const mediaSettings = { useAgentAddressOutbound: false };
  return {
    callMediaSettings: mediaSettings,
    emailMediaSettings: mediaSettings,
    messageMediaSettings: mediaSettings,
    waitForAgent: false,
    agentWaitSeconds: 60,
  };
}

function bullseyeRings(): Models.Ring[] {
  return [30, 60, 120].map((threshold) => ({
    expansionCriteria: [{ type: 'TIMEOUT_SECONDS', threshold }],
    actions: { skillsToRemove: [] },
  }));
}

function reference(kind: string, name: string, collectionUri: string) {
  const id = uuidOf(`${kind} ${name}`);
  return { id, name, selfUri: `${collectionUri}/${id}` };
}
