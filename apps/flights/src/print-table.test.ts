import { expect, test } from "vitest";
import { day, minute, printTable, tenths, text, whole } from "./print-table.ts";

test("a table is as wide as its widest cells, with numbers to the right", () => {
  const table = printTable(
    [{ title: "Airport" }, { title: "Flights", align: "right" }],
    [
      ["San Francisco International", "12,345"],
      ["Yakutat", "7"],
    ],
  );
  expect(table).toBe(
    [
      "  Airport                      Flights",
      "  ───────────────────────────  ───────",
      "  San Francisco International   12,345",
      "  Yakutat                            7",
      "",
    ].join("\n"),
  );
});

test("a table without rows is its titles", () => {
  expect(printTable([{ title: "Month" }], [])).toBe("  Month\n  ─────\n");
});

test("values are written the same wherever they come from", () => {
  const moment = new Date("2001-01-14T07:30:00Z");
  expect([whole(300_000), whole(300_000n), tenths(8), tenths(-1234.56)]).toEqual([
    "300,000",
    "300,000",
    "8.0",
    "-1,234.6",
  ]);
  expect([day(moment), minute(moment), text("SFO")]).toEqual(["2001-01-14", "2001-01-14 07:30", "SFO"]);
});

test("what is not there is a dash", () => {
  expect([whole(null), tenths(undefined), day(null), minute("2001"), text(null)]).toEqual(["–", "–", "–", "–", "–"]);
});
