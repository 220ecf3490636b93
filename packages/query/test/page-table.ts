import { queryTable } from "../src/table/query-table-from-schema.ts";
import { keyedTable } from "./keyed-table.ts";

const MONEY = { kind: "decimal", precision: 12, scale: 2 } as const;

/** The table `users` of the operators' pages. */
export const users = queryTable({
  ...keyedTable("users", [
    { name: "name", type: { kind: "text" }, nullable: false },
    { name: "nick", type: { kind: "text" }, nullable: true },
    { name: "age", type: { kind: "integer" }, nullable: true },
    { name: "total", type: MONEY, nullable: false },
    { name: "limit", type: MONEY, nullable: true },
    { name: "profile", type: { kind: "json" }, nullable: true },
    { name: "tags", type: { kind: "array", element: { kind: "text" } }, nullable: false },
  ]),
  textIndex: { name: "users_text", columns: ["name", "nick"] },
});
