const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Characters that neither URLs nor Velocity templates give a meaning to. */
const PLAIN_PATH = /^[\w./~-]*$/;

/**
 * The URL of an API stage without slashes at its end, or undefined if it is none: https (http on this machine
 * only), no credentials, query or fragment. For example `https://a1b2c3.execute-api.eu-west-1.amazonaws.com/v1`.
 */
export function parseApiUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  const { protocol, hostname, origin, pathname, href } = url;
  const isSecure = protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.includes(hostname));
  const isPlain = href === `${origin}${pathname}` && PLAIN_PATH.test(pathname);
  return isSecure && isPlain ? `${origin}${pathname}`.replace(/\/+$/, '') : undefined;
}
