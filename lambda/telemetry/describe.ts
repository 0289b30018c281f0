const MOST_CAUSES = 5;

/**
 * An error and its causes in one line. Only names and messages: a library's error may carry more, such as the
 * command that failed with the password in it.
 */
export function describe(error: unknown): string {
  const parts: string[] = [];
  for (let next = error; next !== undefined && parts.length < MOST_CAUSES; ) {
    parts.push(next instanceof Error ? `${next.name}: ${next.message}` : String(next));
    next = next instanceof Error ? next.cause : undefined;
  }
  return redact(parts.join(' <- '));
}

const MOST_CHARACTERS = 2000;

/** Without credentials in the forms they travel in, as a last line of defence, and of bounded length. */
export function redact(text: string): string {
  return text
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]+/gi, '$1 ***')
    .replace(/:\/\/[^\s/]*@/g, '://***@')
    .replace(/(`?AUTH`?)(\s+`[^`]*`)+/gi, '$1 ***')
    .slice(0, MOST_CHARACTERS);
}
