import type { DataFlowError } from "@dataflow/core";
import { databaseErrors } from "../errors/database-errors.ts";

/** An error about a URL. Neither text may quote the URL: any part of it can be a part of the password. */
export function invalidUrl(why: string, fix: string): DataFlowError {
  return databaseErrors.create("INVALID_URL", { message: `The connection URL cannot be used: ${why}`, why, fix });
}
