import type { Schema, Table } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";

/** The same tables as three hands describe them, found by their identities in the catalog. */
export class DescribedTables {
  readonly wanted: ReadonlyMap<ObjectId, Table>;
  readonly meaning: ReadonlyMap<ObjectId, Table>;
  readonly previous: ReadonlyMap<ObjectId, Table>;

  constructor(
    schemas: { readonly wanted: Schema; readonly meaning: Schema; readonly previous: Schema | undefined },
    idOf: (table: Table) => ObjectId,
  ) {
    const byId = (schema: Schema | undefined) => new Map(schema?.tables.map((table) => [idOf(table), table]));
    this.wanted = byId(schemas.wanted);
    this.meaning = byId(schemas.meaning);
    this.previous = byId(schemas.previous);
  }
}
