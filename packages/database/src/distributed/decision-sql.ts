/** What a dialect says to keep decisions of distributed transactions. Every text is complete and takes no parameters. */
export interface DecisionSql {
  /** Makes the tables unless they are there; safe when several processes do it at once. */
  readonly setUp: readonly string[];
  /** The table of the database's own identity: one row, `id`. */
  readonly identityTable: string;
  /** The table of decisions: `id`, and `participants` as JSON. */
  readonly decisionTable: string;
  /** Keeps a question about a decision from waiting long for a transaction that is still open. */
  readonly waitBriefly?: string;
  /** Where transactions can be prepared: how many at once, as `most`. */
  readonly preparedLimit?: string;
  /** Where transactions can be prepared: the names of those that wait in this database, as `name`. */
  readonly preparedNames?: string;
}
