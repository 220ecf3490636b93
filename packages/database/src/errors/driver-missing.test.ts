import { expect, it } from "vitest";
import { failureOf } from "../test-support.fixture.ts";
import { loadDriver } from "./driver-missing.ts";

const failing = (code: string) => () => Promise.reject(Object.assign(new Error("no"), { code }));

it("a package that is found by its name is loaded at once", async () => {
  const { platform } = await loadDriver<typeof import("node:os")>("node:os", failing("ERR_MODULE_NOT_FOUND"));
  expect(platform()).toBe(process.platform);
});

it("a package that is not found by its name, as in a bundle, is imported", async () => {
  expect(await loadDriver("not-installed", () => Promise.resolve({ default: "bundled" }))).toBe("bundled");
});

it.each([
  ["ERR_MODULE_NOT_FOUND", "npm install not-installed"],
  ["MODULE_NOT_FOUND", "npm install not-installed"],
  ["ERR_DLOPEN_FAILED", "npm rebuild not-installed"],
])("a driver that is missing (%s) is named with the command that brings it", async (code, fix) => {
  const error = await failureOf(() => loadDriver("not-installed", failing(code)));
  expect(error).toMatchObject({ code: "DATABASE.DRIVER_MISSING", fix, meta: { package: "not-installed" } });
});
