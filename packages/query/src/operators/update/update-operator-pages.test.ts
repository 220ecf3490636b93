import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DialectName } from "@dataflow/core";
import { expect, it } from "vitest";
import { laidOut, UPDATE_EXAMPLES, users } from "../../../test/update-examples.ts";
import { equals } from "../../ast/comparison-node.ts";
import { compileStatement } from "../../compiler/compile-statement.ts";
import { parseUpdate } from "../../parser/parse-update.ts";
import { UPDATE_OPERATORS } from "./update-operators.ts";

const FOLDER = join(import.meta.dirname, "../../../../../docs/operators");
const pageOf = (operator: string) => readFileSync(join(FOLDER, `${operator.slice(1)}.md`), "utf8");

function sqlOf(operator: string, dialect: DialectName): string {
  const set = parseUpdate(UPDATE_EXAMPLES[operator], users);
  const statement = { kind: "update", table: users, set, where: equals("id", 1), returning: [] } as const;
  return laidOut(compileStatement(statement, dialect).plan.text);
}

it("has a page for every update operator, and an example for every page", () => {
  expect(Object.keys(UPDATE_EXAMPLES).toSorted()).toEqual([...UPDATE_OPERATORS.keys()].toSorted());
  const pages = new Set(readdirSync(FOLDER));
  for (const operator of UPDATE_OPERATORS.keys()) expect(pages).toContain(`${operator.slice(1)}.md`);
});

it.each([...UPDATE_OPERATORS.keys()])("shows what %s compiles to", (operator) => {
  const page = pageOf(operator);
  expect(page.startsWith(`# ${operator}\n`)).toBe(true);
  const [, postgres = "", sqlite = ""] = page.split(/^## (?:PostgreSQL|SQLite)$/m);
  expect(postgres).toContain(sqlOf(operator, "postgres"));
  expect(sqlite).toContain(sqlOf(operator, "sqlite"));
});
