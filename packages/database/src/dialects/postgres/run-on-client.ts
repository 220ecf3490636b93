import { isDataFlowError } from "@dataflow/core";
import type { ObjectResult, SqlParameter, SqlText, StatementResult } from "../../connection/connection.ts";
import type { MapperResult, RowForm } from "../../connection/driver.ts";
import { databaseErrorKind, failureError } from "../../errors/driver-failure.ts";
import { transactionControl } from "../../errors/transaction-control.ts";
import { friendlyParameters, refuseUnboundable } from "./bind-parameters.ts";
import { classifyPostgresError, endsConnection } from "./classify-postgres-error.ts";
import type { FailurePlace } from "./failure-place.ts";
import type { ServerClient } from "./server-client.ts";
import type { StatementNames } from "./statement-names.ts";
import { type friendlyTypes, mapperTypes } from "./value-types.ts";

/** Runs a compiled statement; values come as the server's text. */
export function runStatement(
  client: ServerClient,
  statement: SqlText,
  parameters: readonly SqlParameter[],
  names: StatementNames,
): Promise<StatementResult> {
  if (statement.rows !== undefined) return client.sendRows(statement.text, statement.rows);
  refuseUnboundable(parameters);
  const name = statement.name === undefined ? undefined : names.nameFor(statement.name);
  return client.runStatement({ name, text: statement.text, values: parameters });
}

/** Runs a statement that a person wrote. One statement only: the extended protocol refuses several. */
export async function runQuery(
  client: ServerClient,
  text: string,
  parameters: readonly unknown[],
  types: ReturnType<typeof friendlyTypes> | undefined,
): Promise<ObjectResult> {
  // `queryMode` is read by the driver although its types do not know it.
  const config = { text, values: friendlyParameters(parameters), types, queryMode: "extended" };
  const result = await client.sendForObjects(config);
  client.noteCommand(result.command);
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}

/** Runs a statement of a mapper. */
export async function runForMapper(
  client: ServerClient,
  text: string,
  parameters: readonly unknown[],
  rows: RowForm,
): Promise<MapperResult> {
  const config = { text, values: friendlyParameters(parameters), types: mapperTypes, queryMode: "extended" };
  if (rows === "arrays") return client.sendForArrays({ ...config, rowMode: "array" });
  const result = await client.sendForObjects(config);
  client.noteCommand(result.command);
  return { rows: result.rows, rowCount: result.rowCount ?? 0 };
}

/** A failure on a connection. */
export interface ClientFailure {
  readonly error: Error;
  readonly kind: string | undefined;
  /** Whether the connection must not be lent again. */
  readonly isBroken: boolean;
  /** Whether nothing more can be sent, either: the server has not said itself what failed, or has gone. */
  readonly isLost: boolean;
}

/** Says what was thrown while a statement ran, unless the watch over the connection has already said it. */
export function clientFailure(client: ServerClient, error: unknown, place: FailurePlace): ClientFailure {
  if (isDataFlowError(error)) return { error, kind: databaseErrorKind(error), isBroken: false, isLost: false };
  const failure = client.verdict ?? classifyPostgresError(error, place);
  // What the server did not say itself leaves the state of the connection unknown.
  const isBroken = endsConnection(failure.kind) || failure.facts?.severity === undefined;
  const isLost = isBroken && (client.verdict !== undefined || failure.facts?.severity !== "ERROR");
  return { error: failureError(failure), kind: failure.kind, isBroken, isLost };
}

/** Refuses what began or ended a transaction beside `Connection.transaction`. */
export function refuseTransactionControl(client: ServerClient, isInTransaction: boolean): void {
  if ((client.transactionStatus !== "I") !== isInTransaction) throw transactionControl(isInTransaction);
}
