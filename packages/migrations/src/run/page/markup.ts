/** A piece of a page, written by this package: whatever comes from outside is covered before it gets in. */
export interface Markup {
  readonly text: string;
}

/** What this package wrote: data that looks like markup is none. */
const made = new WeakSet<object>();

/**
 * Makes markup. Whatever stands between its words and is no markup itself is shown as it is, and can do nothing.
 *
 * @returns the markup
 */
export function html(words: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  const parts = values.map((value, index) => `${written(value)}${words[index + 1] ?? ""}`);
  const markup = Object.freeze({ text: `${words[0] ?? ""}${parts.join("")}` });
  made.add(markup);
  return markup;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.map(written).join("");
  return isMarkup(value) ? value.text : covered(String(value ?? ""));
}

function isMarkup(value: unknown): value is Markup {
  return typeof value === "object" && value !== null && made.has(value);
}

function covered(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
