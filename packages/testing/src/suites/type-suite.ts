import assert from "node:assert/strict";
import { defineModel, field } from "@dataflow/model";
import { rows } from "@dataflow/testing-base/arbitraries";
import fc from "fast-check";
import {
  type SuiteOptions,
  type SuiteRunner,
  type SuiteTarget,
  suiteParameters,
  withDataFlow,
} from "./suite-target.ts";

const Everything = defineModel(
  "Everything",
  {
    text: field.text().optional(),
    short: field.text(12).optional(),
    integer: field.integer().optional(),
    bigint: field.bigint().optional(),
    real: field.real().optional(),
    decimal: field.decimal(12, 2).optional(),
    wide: field.decimal(30, 10).optional(),
    boolean: field.boolean().optional(),
    timestamp: field.timestamp().optional(),
    date: field.date().optional(),
    time: field.time().optional(),
    uuid: field.uuid().optional(),
    json: field.json().optional(),
    enum: field.enum(["new", "it's", "{,}", "\\"]).optional(),
    bytes: field.bytes().optional(),
    texts: field.array(field.text()).optional(),
    bigints: field.array(field.bigint()).optional(),
    enums: field.array(field.enum(["a,b", "NULL", ""])).optional(),
  },
  { timestamps: false },
);

/**
 * Values of every kind of field read back as they were written.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @param options the seed, and how many rows
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { typeSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * typeSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function typeSuite(runner: SuiteRunner, target: SuiteTarget, options: SuiteOptions = {}): void {
  runner.describe(`types on ${target.name}`, () => {
    runner.it("read back as they were written", () =>
      withDataFlow(target, { Everything }, async ({ models }) => {
        const empty = Object.fromEntries(Everything.insertable.map((name) => [name, null]));
        const property = fc.asyncProperty(rows(Everything), async (row) => {
          const created = await models.Everything.create(row);
          assert.deepEqual(comparable(created), comparable({ ...empty, ...row, id: created.id }));
          assert.deepEqual(await models.Everything.read(created.id), created);
          const { records } = await models.Everything.list({ filter: { id: created.id } });
          assert.deepEqual(records, [created]);
        });
        await fc.assert(property, suiteParameters(options));
      }),
    );
  });
}

/** Bytes are equal when their values are, and objects whatever made them. */
function comparable(row: object): unknown {
  const entries = Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]);
}
