/**
 * Puts what a suite printed into a page, between the two comments that carry the suite's name.
 *
 * @param page the page
 * @param suite whose part is replaced
 * @param content the new part
 * @returns the page with it
 */
export function withSuitePart(page: string, suite: string, content: string): string {
  const begin = `<!-- ${suite}: begin -->`;
  const end = `<!-- ${suite}: end -->`;
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no part between "${begin}" and "${end}"`);
  return `${page.slice(0, from + begin.length)}\n\n${content.trim()}\n\n${page.slice(to)}`;
}
