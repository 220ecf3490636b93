import { connect } from "@dataflow/database";
import { expect, it } from "vitest";
import { readCatalog } from "../introspect/read-catalog.ts";
import { indexCatalog } from "./catalog.ts";
import type { CatalogObject } from "./catalog-object.ts";
import { directDependents, partsOf } from "./catalog-parts.ts";
import type { ObjectId } from "./object-id.ts";

/** Objects that count how often somebody looks through all of them. */
class CountedObjects extends Map<ObjectId, CatalogObject> {
  walks = 0;

  override values(): MapIterator<CatalogObject> {
    this.walks += 1;
    return super.values();
  }
}

it("looks through a catalog once, however many objects are asked for", async () => {
  const connection = connect("sqlite::memory:");
  await connection.run("CREATE TABLE a (id INTEGER PRIMARY KEY, b, CHECK (b > 0)); CREATE TABLE c (d UNIQUE)");
  const objects = new CountedObjects(indexCatalog(await readCatalog(connection)));
  objects.walks = 0;
  expect(partsOf(objects, "table a").map(({ kind }) => kind)).toEqual(["column", "column", "constraint", "constraint"]);
  expect(partsOf(objects, "table c").map(({ kind }) => kind)).toEqual(["column", "constraint"]);
  expect(partsOf(objects, "table nowhere")).toEqual([]);
  expect(objects.walks).toBe(1);
  expect(directDependents(objects, "column a.b").map(({ kind }) => kind)).toEqual(["constraint"]);
  expect(directDependents(objects, "table c")).toHaveLength(2);
  expect(objects.walks).toBe(2);
  await connection.close();
});
