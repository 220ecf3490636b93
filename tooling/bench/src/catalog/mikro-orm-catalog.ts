import { EntitySchema } from "@mikro-orm/core";
import { DatabaseSchema } from "@mikro-orm/knex";
import { MikroORM } from "@mikro-orm/postgresql";

const nothing = new EntitySchema<{ id: number }>({
  name: "Nothing",
  properties: { id: { type: "number", primary: true } },
});

/** MikroORM's reading of a database, which its schema generator begins with. */
export interface MikroOrmCatalog {
  read(): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Connects MikroORM to a database.
 *
 * @param url where it is
 * @returns what reads its schema
 */
export async function mikroOrmCatalog(url: string): Promise<MikroOrmCatalog> {
  const { hostname, port, pathname, username, password } = new URL(url);
  const orm = await MikroORM.init({
    entities: [nothing],
    host: decodeURIComponent(hostname),
    ...(port !== "" && { port: Number(port) }),
    dbName: decodeURIComponent(pathname.slice(1)),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    pool: { min: 1, max: 1 },
  });
  return {
    read: () => DatabaseSchema.create(orm.em.getConnection(), orm.em.getPlatform(), orm.config),
    close: () => orm.close(),
  };
}
