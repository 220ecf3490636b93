import type { TransactionOptions } from "../../connection/transaction-options.ts";

/** The statement that begins a transaction with these options. */
export function beginSql(options: TransactionOptions): string {
  const isolation = options.isolation === undefined ? "" : ` ISOLATION LEVEL ${options.isolation.toUpperCase()}`;
  return `BEGIN${isolation}${options.readOnly === true ? " READ ONLY" : ""}`;
}
