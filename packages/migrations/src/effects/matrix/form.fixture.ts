/** A statement whose effects are foretold and seen. */
export interface Form {
  /** What kind of change it is, in the words of the page. */
  readonly form: string;
  readonly sql: string;
  /** The oldest major version of the server that takes it; absent means all. */
  readonly since?: number;
  /** The time zone of the session; absent means UTC. */
  readonly timeZone?: string;
}

/** Forms that belong together. */
export interface FormFamily {
  readonly title: string;
  readonly forms: readonly Form[];
}

type Written = readonly [form: string, sql: string, more?: Omit<Form, "form" | "sql">];

/** A family in short. */
export function family(title: string, forms: readonly Written[]): FormFamily {
  return { title, forms: forms.map(([form, sql, more]) => ({ form, sql, ...more })) };
}
