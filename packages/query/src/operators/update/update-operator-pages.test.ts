import type { DialectName } from "@dataflow/core";
import { expect, it } from "vitest";
import { checkPageSql, pageNames, readPage } from "../../../test/operator-page.ts";
import { laidOut, UPDATE_EXAMPLES, users } from "../../../test/update-examples.ts";
import { equals } from "../../ast/comparison-node.ts";
import { compileStatement } from "../../compiler/compile-statement.ts";
import { parseUpdate } from "../../parser/parse-update.ts";
import { UPDATE_OPERATORS } from "./update-operators.ts";

function sqlOf(operator: string, dialect: DialectName): string {
  const set = parseUpdate(UPDATE_EXAMPLES[operator], users);
  const statement = { kind: "update", table: users, set, where: equals("id", 1), returning: [] } as const;
  return laidOut(compileStatement(statement, dialect).plan.text);
}

it("has a page for every update operator, and an operator for every page", () => {
  expect(Object.keys(UPDATE_EXAMPLES).toSorted()).toEqual([...UPDATE_OPERATORS.keys()].toSorted());
  const pages = pageNames().filter((name) => !name.startsWith("$") && !name.startsWith("aggregate-"));
  expect(pages.map((name) => `$${name}`).toSorted()).toEqual([...UPDATE_OPERATORS.keys()].toSorted());
});

it.each([...UPDATE_OPERATORS.keys()])("shows what %s compiles to", (operator) => {
  const name = operator.slice(1);
  expect(readPage(name).startsWith(`# ${operator}\n`)).toBe(true);
  const printed = (dialect: DialectName) => `\`\`\`sql\n${sqlOf(operator, dialect)}\n\`\`\``;
  checkPageSql(name, { PostgreSQL: printed("postgres"), SQLite: printed("sqlite") });
});
