const MOST_CHARACTERS = 2000;

/** Without credentials in the forms they travel in, as a last line of defence, and of bounded length. */
export function redact(text: string): string {
  return text
    .replace(/\b(Basic|Bearer)\s+[\w.~+/=-]+/gi, '$1 ***')
    .replace(/:\/\/[^\s/]*@/g, '://***@')
    .replace(/(`?AUTH`?)(\s+`[^`]*`)+/gi, '$1 ***')
    .slice(0, MOST_CHARACTERS);
}
