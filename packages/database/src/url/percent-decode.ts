/**
 * Decodes `%41`, and leaves alone what is no valid escape: a raw `%` in a password is that character.
 *
 * @param text a part of a URL
 * @returns the part with its escapes replaced
 */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      // Bytes that are not UTF-8 were not meant as escapes.
      return escapes;
    }
  });
}
