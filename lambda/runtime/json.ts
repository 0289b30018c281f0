/**
 * The value of a JSON text, or undefined if it is not JSON. For text that may hold a secret: the parser's own error
 * would quote it.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
