/**
 * A sentence part made into a sentence of its own.
 *
 * @param part what `suggestion` gives, for one
 * @returns the same with a capital at its beginning
 */
export function sentence(part: string): string {
  return part.charAt(0).toUpperCase() + part.slice(1);
}
