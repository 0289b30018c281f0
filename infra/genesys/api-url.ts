const LOCAL_HOSTS: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** A path of characters that have no special meaning in URLs or Velocity templates. */
const PLAIN_PATH = /^[\w./~-]*$/;

/**
 * The URL of an API stage without trailing slashes, for example
 * `https://a1b2c3.execute-api.eu-west-1.amazonaws.com/v1`. Undefined unless it is an https URL (http for localhost
 * only) without credentials, query and fragment.
 */
export function parseApiUrl(text: string): string | undefined {
  const url = URL.parse(text);
  if (url === null) return undefined;
  const { protocol, hostname, origin, pathname, href } = url;
  const isSecure = protocol === 'https:' || (protocol === 'http:' && LOCAL_HOSTS.includes(hostname));
  const isPlain = href === `${origin}${pathname}` && PLAIN_PATH.test(pathname);
  return isSecure && isPlain ? `${origin}${pathname}`.replace(/\/+$/, '') : undefined;
}
