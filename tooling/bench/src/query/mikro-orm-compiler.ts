import { EntitySchema } from "@mikro-orm/core";
import { MikroORM } from "@mikro-orm/postgresql";
import type { CompiledSql } from "./compiled-sql.ts";
import { FIELDS } from "./query-filters.ts";

const items = new EntitySchema<Record<string, unknown>>({
  name: "Item",
  tableName: "items",
  properties: Object.fromEntries(
    FIELDS.map((name, index) => [name, { type: index % 2 === 1 ? "integer" : "text", primary: index === 0 }]),
  ),
});

const orm = MikroORM.initSync({ entities: [items], dbName: "none", connect: false });

/** The same by MikroORM's query builder, which takes the same filter. */
export function mikroOrmCompile(filter: object): CompiledSql {
  const query = orm.em.fork().createQueryBuilder(items).select("*").where(filter);
  return { text: query.getQuery(), parameters: query.getParams() };
}
