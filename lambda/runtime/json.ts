/**
 * The value of a JSON text, or undefined where it is none. For texts that may hold a secret: the parser's own
 * error would quote it.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
