import { expect, it } from "vitest";
import { failureOf } from "../test-support.fixture.ts";
import { loadDriver } from "./driver-missing.ts";

const failing = (code: string) => () => Promise.reject(Object.assign(new Error("no"), { code }));

it.each([
  ["ERR_MODULE_NOT_FOUND", "npm install pg"],
  ["MODULE_NOT_FOUND", "npm install pg"],
  ["ERR_DLOPEN_FAILED", "npm rebuild pg"],
])("a driver that is missing (%s) is named with the command that brings it", async (code, fix) => {
  const error = await failureOf(() => loadDriver("pg", failing(code)));
  expect(error).toMatchObject({ code: "DATABASE.DRIVER_MISSING", fix, meta: { package: "pg" } });
});
