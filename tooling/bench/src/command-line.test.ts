import { expect, it } from "vitest";
import { parseCommand } from "./command-line.ts";
import { SUITE_NAMES } from "./suite.ts";

it("measures everything with new builds when nothing is said", () => {
  expect(parseCommand([])).toEqual({
    suites: SUITE_NAMES,
    rounds: undefined,
    output: "text",
    isWritten: false,
    isBuilt: true,
    isHelp: false,
  });
});

it("reads every option", () => {
  const args = ["--only", "bulk", "--only=runtime", "--rounds", "7", "--json", "--write", "--no-build", "--help"];
  expect(parseCommand(args)).toEqual({
    suites: ["bulk", "runtime"],
    rounds: 7,
    output: "json",
    isWritten: true,
    isBuilt: false,
    isHelp: true,
  });
  expect(parseCommand(["--markdown"]).output).toBe("markdown");
});

it.each([
  [["--round", "7"], "--round"],
  [["runtime"], "runtime"],
  [["--only", "bulks"], `no suite "bulks"; there are ${SUITE_NAMES.join(", ")}`],
  [["--rounds", "0"], 'whole number from 1, not "0"'],
  [["--rounds", "many"], 'not "many"'],
  [["--json", "--markdown"], "cannot be printed at once"],
])("refuses %j", (args, message) => {
  expect(() => parseCommand(args)).toThrow(message);
});
