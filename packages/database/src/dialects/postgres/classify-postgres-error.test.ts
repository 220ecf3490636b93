import { describe, expect, it } from "vitest";
import { failureError } from "../../errors/driver-failure.ts";
import { everythingIn } from "../../test-support.fixture.ts";
import { classifyPostgresError } from "./classify-postgres-error.ts";
import type { FailurePlace } from "./failure-place.ts";
import { keyColumns } from "./row-failures.ts";

const CANARY = "canary-value";

function errorFor(fields: object, doing: FailurePlace["doing"] = "executing") {
  const driverError = Object.assign(
    new Error(`the value "${CANARY}" is wrong`),
    { detail: `Key (a)=(${CANARY})` },
    fields,
  );
  return failureError(classifyPostgresError(driverError, { doing, target: "postgresql://db/shop" }));
}

describe("errors of the server", () => {
  const cases: readonly (readonly [string, string, object?])[] = [
    ["23505", "UNIQUE_VIOLATION"],
    ["23505", "ALREADY_EXISTS", { schema: "pg_catalog", table: "pg_type" }],
    ["23503", "FOREIGN_KEY_VIOLATION"],
    ["23001", "FOREIGN_KEY_VIOLATION"],
    ["23502", "NOT_NULL_VIOLATION"],
    ["23514", "CHECK_VIOLATION"],
    ["23P01", "UNIQUE_VIOLATION"],
    ["40001", "SERIALIZATION_FAILURE"],
    ["40P01", "DEADLOCK"],
    ["55P03", "LOCK_TIMEOUT"],
    ["57014", "QUERY_CANCELLED"],
    ["57014", "STATEMENT_TIMEOUT", { message: "canceling statement due to statement timeout" }],
    ["57P01", "CONNECTION_LOST"],
    ["57P02", "CONNECTION_LOST"],
    ["08006", "CONNECTION_LOST"],
    ["25P03", "CONNECTION_LOST"],
    ["08P01", "INVALID_PARAMETER"],
    ["57P03", "CONNECTION_REFUSED"],
    ["28P01", "AUTHENTICATION_FAILED"],
    ["28000", "AUTHENTICATION_FAILED"],
    ["3D000", "UNKNOWN_DATABASE"],
    ["53300", "TOO_MANY_CONNECTIONS"],
    ["25006", "READ_ONLY"],
    ["25P02", "TRANSACTION_ABORTED"],
    ["53100", "DISK_FULL"],
    ["58030", "IO"],
    ["XX001", "CORRUPT"],
    ["42501", "PERMISSION_DENIED"],
    ["42P01", "UNDEFINED_TABLE", { message: 'relation "t" does not exist' }],
    ["42703", "UNDEFINED_COLUMN", { message: 'column "c" does not exist' }],
    ["42601", "SYNTAX", { position: "7" }],
    ["42P07", "ALREADY_EXISTS"],
    ["22003", "VALUE_OUT_OF_RANGE"],
    ["22001", "VALUE_OUT_OF_RANGE"],
    ["22P02", "INVALID_VALUE"],
    ["22021", "INVALID_VALUE"],
    ["22012", "INVALID_VALUE"],
    ["0A000", "STATEMENT_FAILED"],
    ["0A000", "STALE_PLAN", { routine: "RevalidateCachedQuery" }],
    ["54001", "STATEMENT_FAILED"],
    ["54001", "TRIGGER_REFUSED", { routine: "exec_stmt_raise" }],
    ["P0001", "TRIGGER_REFUSED"],
    ["P0004", "TRIGGER_REFUSED"],
    ["38000", "TRIGGER_REFUSED"],
    ["23514", "CHECK_VIOLATION", { routine: "exec_stmt_raise" }],
  ];

  it.each(cases)("%s is %s %j", (code, kind, fields) => {
    const error = errorFor(Object.assign({ code, severity: "ERROR" }, fields));
    expect(error.code).toBe(`DATABASE.${kind}`);
    expect(everythingIn(error)).not.toContain(CANARY);
    expect(error.cause).toMatchObject({ code, severity: "ERROR" });
  });

  it("during a commit leave its outcome open only when the connection is lost", () => {
    const fatal = { code: "57P01", severity: "FATAL" };
    expect(errorFor(fatal, "committing").code).toBe("DATABASE.COMMIT_UNKNOWN");
    expect(errorFor({ code: "40001", severity: "ERROR" }, "committing").code).toBe("DATABASE.SERIALIZATION_FAILURE");
    expect(errorFor({ code: "ECONNRESET" }, "committing").code).toBe("DATABASE.COMMIT_UNKNOWN");
  });

  it("name the constraint, the table and the columns", () => {
    const fields = { code: "23505", severity: "ERROR", constraint: "t_key", table: "t", schema: "public" };
    const error = errorFor({ ...fields, detail: `Key (a, "b c")=(${CANARY}, 2) already exists.` });
    expect(error.meta).toEqual({ constraint: "t_key", table: "t", schema: "public", columns: ["a", "b c"] });
  });

  it("name the function that raised them, in any language", () => {
    const raised = (where: string) => errorFor({ code: "P0001", severity: "ERROR", where }).meta.function;
    expect(raised('PL/pgSQL function shop.check_stock() line 3 at RAISE\nSQL statement "SELECT f(1)"')).toBe(
      "shop.check_stock",
    );
    expect(raised("PL/pgSQL-Funktion pruefe(integer,text) Zeile 3 bei RAISE")).toBe("pruefe");
    expect(raised("PL/pgSQL function inline_code_block line 1 at RAISE")).toBeUndefined();
  });
});

describe("errors of the network", () => {
  it.each([
    [{ code: "ECONNREFUSED" }, "CONNECTION_REFUSED"],
    [{ code: "ENOENT" }, "CONNECTION_REFUSED"],
    [{ code: "ENOTFOUND" }, "HOST_NOT_FOUND"],
    [{ code: "EAI_AGAIN" }, "HOST_NOT_FOUND"],
    [{ code: "ETIMEDOUT" }, "CONNECT_TIMEOUT"],
    [{ code: "SELF_SIGNED_CERT_IN_CHAIN" }, "TLS"],
    [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, "TLS"],
    [{ message: "The server does not support SSL connections" }, "TLS"],
    [{ message: "Connection terminated due to connection timeout" }, "CONNECT_TIMEOUT"],
    [{ message: "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string" }, "AUTHENTICATION_FAILED"],
  ])("while connecting: %j", (fields, kind) => {
    expect(errorFor(fields, "connecting").code).toBe(`DATABASE.${kind}`);
  });

  it("of several addresses are one", () => {
    const refused = Object.assign(new Error("no"), { code: "ECONNREFUSED" });
    const place = { doing: "connecting", target: "x" } as const;
    expect(classifyPostgresError(new AggregateError([refused, refused]), place).kind).toBe("CONNECTION_REFUSED");
  });

  it("while a statement runs", () => {
    expect(errorFor({ code: "ECONNRESET" }).code).toBe("DATABASE.CONNECTION_LOST");
    expect(errorFor({ message: "Connection terminated unexpectedly" }).code).toBe("DATABASE.CONNECTION_LOST");
    expect(errorFor({ message: "Prepared statements must be unique" }).code).toBe("DATABASE.STATEMENT_FAILED");
  });
});

describe("columns in a detail", () => {
  it.each([
    ["Key (email)=(a@b) already exists.", ["email"]],
    ['Key (a, "B c", "d""e")=(1, 2, 3) already exists.', ["a", "B c", 'd"e']],
    ["Schlüssel »(email)=(x)« existiert bereits.", ["email"]],
    ["Key (lower(email))=(x) already exists.", []],
    ["Key (a)=(x)=(y)", ["a"]],
    [undefined, []],
    ["nothing", []],
  ])("%s", (detail, columns) => {
    expect(keyColumns(detail)).toEqual(columns);
  });
});
