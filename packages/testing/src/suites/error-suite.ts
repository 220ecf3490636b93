import assert from "node:assert/strict";
import { isDataFlowError } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { defineModel, field } from "@dataflow/model";
import { addNote, type SuiteRunner, type SuiteTarget, withDataFlow, withNotes } from "./suite-target.ts";

const Author = defineModel("Author", { name: field.text().unique() }, { timestamps: false });
const Book = defineModel("Book", { authorId: field.integer().references(() => Author) }, { timestamps: false });

/** What fails, and how it is called. */
const FAILURES: readonly (readonly [what: string, code: string, text: string])[] = [
  ["a value twice in a unique column", "UNIQUE_VIOLATION", "INSERT INTO notes (id, text) VALUES (2, 'note 1')"],
  ["a key twice", "UNIQUE_VIOLATION", "INSERT INTO notes (id, text) VALUES (1, 'other')"],
  ["null in a required column", "NOT_NULL_VIOLATION", "INSERT INTO notes (id, text) VALUES (2, NULL)"],
  ["a value that a check refuses", "CHECK_VIOLATION", "INSERT INTO limited (id) VALUES (11)"],
  ["a table that is not there", "UNDEFINED_TABLE", "SELECT * FROM nowhere"],
  ["a column that is not there", "UNDEFINED_COLUMN", "SELECT missing_column FROM notes"],
  ["no sentence of the language", "SYNTAX", "SELEKT 1"],
];

/**
 * Failures have the codes that programs rely on, name what is concerned, and leave the connection usable.
 *
 * @param runner where the tests are declared
 * @param target what is tested
 * @example
 * ```ts
 * import { connect } from "@dataflow/database";
 * import { errorSuite } from "@dataflow/testing/suites";
 * import { describe, it } from "vitest";
 *
 * errorSuite({ describe, it }, { name: "my driver", open: async () => connect("sqlite::memory:") });
 * ```
 */
export function errorSuite(runner: SuiteRunner, target: SuiteTarget): void {
  runner.describe(`errors on ${target.name}`, () => {
    for (const [what, code, text] of FAILURES) {
      runner.it(`call ${what} DATABASE.${code}`, () =>
        withNotes(target, async (connection) => {
          await connection.run("CREATE TABLE limited (id INTEGER PRIMARY KEY CHECK (id < 10))");
          await addNote(connection, 1);
          for (const run of ways(connection)) {
            await assert.rejects(run(text), { code: `DATABASE.${code}` });
            await connection.ping();
          }
        }),
      );
    }
    runner.it("name the fields of the constraint", () =>
      withDataFlow(target, { Author, Book }, async ({ models }) => {
        await models.Author.create({ name: "Ann" });
        const twice = await models.Author.create({ name: "Ann" }).catch((error: unknown) => error);
        assert.ok(isDataFlowError(twice));
        assert.equal(twice.code, "DATABASE.UNIQUE_VIOLATION");
        assert.deepEqual(twice.meta.fields, ["name"]);
        const orphan = models.Book.create({ authorId: 99 });
        await assert.rejects(orphan, { code: "DATABASE.FOREIGN_KEY_VIOLATION" });
      }),
    );
    runner.it("say no value of a row", () =>
      withNotes(target, async (connection) => {
        await connection.run("INSERT INTO notes (id, text) VALUES (1, 'hidden-word')");
        const failure = await connection
          .run("INSERT INTO notes (id, text) VALUES (2, 'hidden-word')")
          .catch((error: unknown) => error);
        assert.equal(JSON.stringify(failure).includes("hidden-word"), false);
      }),
    );
  });
}

function ways(connection: Connection): readonly ((text: string) => Promise<unknown>)[] {
  return [
    (text) => connection.run(text),
    (text) => connection.query(text),
    async (text) => connection.execute({ text }, []),
    (text) => connection.transaction(() => connection.query(text)),
  ];
}
