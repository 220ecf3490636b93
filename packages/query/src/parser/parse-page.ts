/** How many rows, and how many to leave out before them. */
export interface Page {
  readonly limit?: number;
  readonly offset?: number;
}

export function parsePage(_input: { readonly limit?: unknown; readonly offset?: unknown }): Page {
  throw new Error("parsePage: in progress");
}
