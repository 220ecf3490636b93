/** What a connection's pool is doing now. On a file, what is lent are its writer and its readers. */
export interface ConnectionStats {
  /** How many may be lent at once. */
  readonly limit: number;
  /** How many are open. */
  readonly open: number;
  /** How many are lent: to statements, transactions, sessions and streams. */
  readonly inUse: number;
  /** How many wait for one. */
  readonly waiting: number;
}
