import type { IncomingMessage } from 'node:http';

const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why a request may not see the page or press its buttons; undefined when it may. A browser gives away what other
 * web pages cannot forge: `Host` is another name when a site points its own at this machine (DNS rebinding), and
 * `Origin` and `Sec-Fetch-Site` tell who asks. A program that is no browser sends neither, and is the user's own.
 */
export function refusalOf({ method, headers }: IncomingMessage): string | undefined {
  const host = headers.host ?? '';
  if (!OWN_NAMES.includes(host.replace(/:\d+$/, ''))) return 'only for 127.0.0.1 and localhost';
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) return 'not for other web pages';
  const site = headers['sec-fetch-site'];
  // `none`: typed into the address bar.
  const isOwn = site === undefined || site === 'same-origin' || site === 'none';
  // The page may be opened by a link from anywhere: who has the link sees nothing of it.
  const isLink = method === 'GET' && headers['sec-fetch-dest'] === 'document';
  return isOwn || isLink ? undefined : 'not for other web pages';
}
