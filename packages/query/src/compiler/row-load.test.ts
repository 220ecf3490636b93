import { describe, expect, it } from "vitest";
import { queryTable } from "../table/query-table-from-schema.ts";
import { tableLoader } from "./table-loader.ts";

const table = queryTable({
  name: "things",
  columns: [
    { name: "id", type: { kind: "integer" }, nullable: false },
    { name: "big", type: { kind: "bigint" }, nullable: false },
  ],
  primaryKey: { columns: ["id"] },
  uniques: [],
  foreignKeys: [],
  indexes: [],
});
const take = (field: string) => tableLoader(table, "postgres")?.takeNumbers("things_id_seq", 3, field);

describe("numbers taken for rows that are loaded", () => {
  it("are those that follow the first one when nobody took any in between, as the field has them", () => {
    expect(take("id")?.read(["7", null])).toEqual([7, 8, 9]);
    expect(take("big")?.read(["9007199254740993", null])).toEqual([
      9007199254740993n,
      9007199254740994n,
      9007199254740995n,
    ]);
  });

  it("are the ones that were given otherwise", () => {
    expect(take("id")?.read(["7", "7,9,12"])).toEqual([7, 9, 12]);
    expect(take("big")?.read(["7", "7,9,9007199254740993"])).toEqual([7n, 9n, 9007199254740993n]);
  });
});
