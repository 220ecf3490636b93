/** What a dialect's statements can do, declared, so that nobody has to ask for its name. */
export interface QueryCapabilities {
  /** Whether an upsert can say of each returned row if it was inserted. */
  readonly reportsInserted: boolean;
  /** The most digits of decimals that can be summed, incremented and multiplied in the database. */
  readonly maxArithmeticDigits: number;
  /** The most parameters that one statement takes. */
  readonly maxParameters: number;
}
