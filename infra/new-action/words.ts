/** The words of a camel-case name, in lower case: `pageNumber` is `page number`. */
export function wordsOf(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
    .trim();
}

export function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

export function uncapitalized(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

export function pluralOf(name: string): string {
  if (/[^aeiou]y$/i.test(name)) return `${name.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/i.test(name) ? `${name}es` : `${name}s`;
}

export function singularOf(name: string): string {
  if (/ies$/i.test(name)) return `${name.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/i.test(name)) return name.slice(0, -2);
  return /[^s]s$/i.test(name) ? name.slice(0, -1) : name;
}

const MAX_CHARACTERS = 300;

/**
 * A text of the SDK as one paragraph of whole sentences, without HTML and with at most 300 characters. Empty if the
 * text is.
 */
export function sentencesOf(text: string): string {
  const plain = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const sentences = plain.split(/(?<=[.!?]) (?=[A-Z])/);
  const kept = sentences.filter(
    (_, index) => sentences.slice(0, index + 1).join(' ').length <= MAX_CHARACTERS,
  );
  return asSentence(kept.join(' ') || plain.slice(0, MAX_CHARACTERS).replace(/\s\S*$/, ' ...'));
}

/** With a capital letter at the start and a full stop at the end; empty stays empty. */
export function asSentence(text: string): string {
  const trimmed = text.trim().replace(/[\s,:;!?-]+$/, '');
  if (trimmed === '') return '';
  return capitalized(trimmed.endsWith('.') ? trimmed : `${trimmed}.`);
}
