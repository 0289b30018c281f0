/** Shown when the server does not respond at all. */
export const NO_RESPONSE = 'The local server does not respond.';

export function postJson(path, body) {
  const headers = { 'content-type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}
