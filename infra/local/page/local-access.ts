import type { IncomingMessage } from 'node:http';

const LOCAL_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why a request may not use the page or its buttons; undefined if it may. Other sites cannot forge the headers that
 * a browser sets: `Host` is foreign when a site points its own name at this machine (DNS rebinding); `Origin` and
 * `Sec-Fetch-Site` say which site sent the request. A client other than a browser sends neither, and belongs to the
 * user of this machine.
 */
export function refusalOf({ method, headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? '';
  if (!LOCAL_HOSTS.includes(host.replace(/:\d+$/, ''))) return 'expected the host 127.0.0.1 or localhost';
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return 'refused for other sites';
  const site = headers['sec-fetch-site'];
  // `none`: typed into the address bar.
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  // Any site may link to the page; it cannot read what the browser then shows.
  const isLink = method === 'GET' && headers['sec-fetch-dest'] === 'document';
  return isOwn || isLink ? undefined : 'refused for other sites';
}
