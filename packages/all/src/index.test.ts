import * as core from "@dataflow/core";
import * as database from "@dataflow/database";
import * as migrations from "@dataflow/migrations";
import * as model from "@dataflow/model";
import * as query from "@dataflow/query";
import * as queryDrizzle from "@dataflow/query/drizzle";
import { describe, expect, it } from "vitest";
import * as drizzle from "./drizzle.ts";
import * as all from "./index.ts";

const owners: Readonly<Record<string, object>> = { core, database, migrations, model, query };

describe("@dataflow/all", () => {
  it("gives the very values of the packages that own them, and none of its own", () => {
    for (const [name, value] of Object.entries(all)) {
      const owned = Object.values(owners).some(
        (owner) => Object.hasOwn(owner, name) && Reflect.get(owner, name) === value,
      );
      expect(owned, name).toBe(true);
    }
  });

  it.each(["core", "migrations", "model"])("gives everything that %s has", (owner) => {
    const missing = Object.keys(owners[owner] ?? {}).filter((name) => !Object.hasOwn(all, name));
    expect(missing).toEqual([]);
  });

  it("gives all that the way to drizzle has, under /drizzle", () => {
    expect({ ...drizzle }).toEqual({ ...queryDrizzle });
  });
});
