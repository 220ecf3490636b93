/** What a person would say of a script: the rule that it breaks. Written for this test, in the manner of many tools. */
export interface LabelledScript {
  readonly sql: string;
  readonly wrapsInTransaction?: boolean;
  readonly serverVersion?: number;
  /** Absent: it is safe. */
  readonly rule?: string;
}
