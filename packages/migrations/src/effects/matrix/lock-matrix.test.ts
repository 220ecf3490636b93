import { type Connection, connect } from "@dataflow/database";
import { type PostgresServer, startPostgres } from "@dataflow-tooling/vitest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogFingerprint } from "../../catalog/catalog-fingerprint.ts";
import type { PredictionFacts } from "../../dialects/prediction-facts.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import { compareEffects } from "../compare-effects.ts";
import { predictScript } from "../predict/predict-effects.ts";
import { readPredictionFacts } from "../predict/read-prediction-facts.ts";
import type { StatementEffects } from "../statement-effects.ts";
import { traceEffects } from "../trace/trace-effects.ts";
import type { Form } from "./form.fixture.ts";
import { families } from "./forms.fixture.ts";
import { checkLockPage } from "./lock-page.fixture.ts";
import { LATER_SCHEMA, MATRIX_SCHEMA } from "./matrix-schema.fixture.ts";
import { laterScripts, scripts } from "./scripts.fixture.ts";

// What is foretold of each form is what the server does, on each version.

/** A running server that was named is used as it is; otherwise every version that is supported. */
const named = process.env.DATAFLOW_TEST_PG_URL ?? "";
const versions = named === "" ? ["14", "15", "16", "17", "18"] : ["named"];
const seen = new Map<Form, Map<string, StatementEffects>>();

describe.each(versions)("PostgreSQL %s", (version) => {
  let server: PostgresServer;
  let connection: Connection;
  let major: number;
  let facts: PredictionFacts;
  let fingerprint: string;
  beforeAll(async () => {
    server = await startPostgres(version === "named" ? {} : { version });
    major = Number.parseInt(server.version, 10);
    connection = connect(await server.createDatabase(), { poolSize: 2 });
    for (const sql of MATRIX_SCHEMA) await connection.run(sql);
    for (const [since, sql] of LATER_SCHEMA) if (major >= since) await connection.run(sql);
    facts = await readPredictionFacts(connection);
    fingerprint = catalogFingerprint(await readCatalog(connection));
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  it.each(families)("$title", async ({ forms }) => {
    for (const form of forms.filter(({ since = 0 }) => major >= since)) {
      const traced = (await traceEffects(connection, [...settings(form), form.sql])).at(-1);
      const predicted = (await predictScript([...settings(form), form.sql].join("; "), facts)).at(-1);
      if (traced === undefined || predicted === undefined) throw new Error(`nothing was seen of ${form.sql}`);
      expect(predicted.unknown, form.sql).toEqual([]);
      expect(compareEffects(predicted, traced), form.sql).toEqual([]);
      seen.set(form, (seen.get(form) ?? new Map()).set(version, traced));
    }
  });

  it.each(scripts.map((script) => [script.join("; "), script] as const))("%s", foretoldAsDone);

  it.each(laterScripts.map(([since, script]) => [script.join("; "), script, since] as const))(
    "%s",
    async (sql, script, since) => {
      if (major >= since) await foretoldAsDone(sql, script);
    },
  );

  async function foretoldAsDone(sql: string, script: readonly string[]): Promise<void> {
    const predicted = await predictScript(sql, facts);
    const traced = await traceEffects(connection, script);
    expect(predicted).toHaveLength(script.length);
    for (const [index, effects] of predicted.entries()) {
      const trace = traced[index];
      if (trace !== undefined) expect(compareEffects(effects, trace), effects.statement).toEqual([]);
    }
  }

  it("leaves nothing behind", async () => {
    expect(catalogFingerprint(await readCatalog(connection))).toBe(fingerprint);
  });
});

it.skipIf(named !== "")("is what the page says", () => {
  checkLockPage(seen);
});

function settings({ timeZone }: Form): readonly string[] {
  return timeZone === undefined ? [] : [`SET LOCAL TimeZone = '${timeZone}'`];
}
