import type { Peer } from "../../src/peers/peer.ts";
import { drizzle } from "./drizzle.ts";
import { knex } from "./knex.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { postgresJs } from "./postgres-js.ts";
import { prisma } from "./prisma.ts";
import { sequelize } from "./sequelize.ts";
import { typeorm } from "./typeorm.ts";

/** Every library that is compared with. */
export const peers: readonly Peer[] = [drizzle, kysely, knex, postgresJs, typeorm, mikroOrm, sequelize, prisma];
