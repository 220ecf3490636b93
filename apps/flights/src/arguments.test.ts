import { describe, expect, test } from "vitest";
import { parseArguments } from "./arguments.ts";

describe("parseArguments", () => {
  test("takes a file in the current folder and 300,000 flights when nothing is said", () => {
    expect(parseArguments([])).toEqual({ kind: "run", databaseUrl: "sqlite:flights.db", limit: 300_000 });
  });

  test("takes a database and all flights, in any order", () => {
    const all = { kind: "run", databaseUrl: "postgresql://host/flights", limit: Number.POSITIVE_INFINITY };
    expect(parseArguments(["postgresql://host/flights", "--all"])).toEqual(all);
    expect(parseArguments(["--all", "postgresql://host/flights"])).toEqual(all);
  });

  test("takes a limit", () => {
    expect(parseArguments(["--limit", "5000"])).toMatchObject({ kind: "run", limit: 5000 });
  });

  test("shows the help wherever it is asked for", () => {
    expect(parseArguments(["sqlite:other.db", "--help"])).toEqual({ kind: "help" });
  });

  test("refuses an option that does not exist and names the closest", () => {
    expect(parseArguments(["--al"])).toEqual({
      kind: "mistake",
      message: "There is no option --al",
      fix: 'Did you mean "--all"?',
    });
  });

  test.each([["0"], ["-5"], ["1.5"], ["many"], [""]])("refuses the limit %j", (limit) => {
    expect(parseArguments(["--limit", limit])).toMatchObject({ kind: "mistake" });
  });

  test("refuses a limit without a number", () => {
    expect(parseArguments(["--limit"])).toMatchObject({ kind: "mistake" });
  });

  test("refuses two limits and two databases, and repeats no URL", () => {
    expect(parseArguments(["--all", "--limit", "5"])).toMatchObject({ kind: "mistake" });
    const twice = parseArguments(["postgresql://me:secret@host/a", "sqlite:b.db"]);
    expect(twice).toMatchObject({ kind: "mistake" });
    expect(JSON.stringify(twice)).not.toContain("secret");
  });
});
