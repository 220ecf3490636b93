import type { Peer } from "../../src/peers/peer.ts";

/** Every library that is compared with, loaded when it is asked for: a process that measures one has no other in it. */
export const peers: readonly (() => Promise<Peer>)[] = [
  async () => (await import("./drizzle.ts")).drizzle,
  async () => (await import("./kysely.ts")).kysely,
  async () => (await import("./knex.ts")).knex,
  async () => (await import("./postgres-js.ts")).postgresJs,
  async () => (await import("./typeorm.ts")).typeorm,
  async () => (await import("./mikro-orm.ts")).mikroOrm,
  async () => (await import("./sequelize.ts")).sequelize,
  async () => (await import("./prisma.ts")).prisma,
];
