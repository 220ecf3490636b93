import { existsSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { copyPackagedPrograms, packagedPrograms } from "./packaged-programs.ts";
import { versionOf } from "./postgres-programs.ts";
import { makeDataFolder } from "./run-folder.ts";
import { withClient } from "./scratch-database.ts";
import { startServerProcess } from "./server-process.ts";
import { unprivilegedUser } from "./unprivileged-user.ts";

const packaged = await packagedPrograms();
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const stop of stops) await stop();
});

describe.skipIf(packaged === undefined)("the PostgreSQL that npm brings", () => {
  it("runs as whoever may run it, and its copy goes away with it", async () => {
    if (packaged === undefined) throw new Error("skipped above");
    const owner = await unprivilegedUser();
    const programs = await copyPackagedPrograms(packaged, owner);
    expect(await versionOf(programs.folder)).toBe(packaged.version);
    const server = await startServerProcess(programs, {
      folder: await makeDataFolder(owner, false),
      owner,
      durability: "nothing",
    });
    stops.push(server.stop);
    expect(await answer(`postgresql://postgres@${encodeURIComponent(server.folder)}/postgres`)).toBe("é");
    await server.stop();
    expect([server.folder, programs.copiedTo ?? ""].filter(existsSync)).toEqual([]);
  });
});

describe("other major versions", () => {
  it("are found under their aliases, and only those that are asked for", async () => {
    const other = await packagedPrograms("14");
    // There are aliases for one kind of machine only.
    if (process.platform === "linux" && process.arch === "x64") expect(other?.version).toMatch(/^14\./);
    else expect(other).toBeUndefined();
    expect(await packagedPrograms("9")).toBeUndefined();
  });
});

async function answer(url: string): Promise<unknown> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await withClient(
        url,
        async (client) => (await client.query("select lower('É') as answer")).rows[0]?.answer,
      );
    } catch (problem) {
      if (attempt > 500) throw problem;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
