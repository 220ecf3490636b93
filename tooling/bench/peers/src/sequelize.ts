import pg from "pg";
import { DataTypes, type Model, Op, Sequelize } from "sequelize";
import type { UserChange } from "../../src/bulk/bulk-techniques.ts";
import type { Peer, PeerDriver } from "../../src/peers/peer.ts";
import { mappedRow, type NewUser, parts, present, type StoredUser, serverParts } from "./support.ts";

interface UserRow extends StoredUser {
  readonly age: number;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

function open(url: string) {
  const { user: username, ...server } = serverParts(url);
  const sequelize = new Sequelize({
    ...server,
    username,
    dialect: "postgres",
    dialectModule: pg,
    logging: false,
    pool: { max: 20 },
  });
  const users = sequelize.define<Model<UserRow, Omit<UserRow, "id">>>(
    "User",
    {
      id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
      name: { type: DataTypes.TEXT, allowNull: false },
      email: { type: DataTypes.TEXT, allowNull: false, unique: true },
      age: { type: DataTypes.INTEGER, allowNull: false },
      active: { type: DataTypes.BOOLEAN, allowNull: false },
      createdAt: { type: DataTypes.DATE, field: "created_at" },
      updatedAt: { type: DataTypes.DATE, field: "updated_at" },
    },
    { tableName: "users", timestamps: true },
  );
  return { sequelize, users };
}

const server: PeerDriver = {
  accesses: [
    async ({ plain }) => {
      const { sequelize, users } = open(plain);
      return {
        label: "Sequelize",
        create: async (user) => (await users.create(mappedRow(user))).get(),
        read: async (id) => present(await users.findByPk(id)).get(),
        update: async (id, age) => {
          const [, [row]] = await users.update({ age }, { where: { id }, returning: true });
          return present(row).get();
        },
        delete: async (id) => (await users.destroy({ where: { id } })) === 1,
        list: async (id) => {
          const rows = await users.findAll({ where: { id: { [Op.gt]: id } }, order: ["id"], limit: 10 });
          return rows.map((row) => row.get());
        },
        close: () => sequelize.close(),
      };
    },
  ],
  bulk: async ({ plain }) => {
    const { sequelize, users } = open(plain);
    const insert = (rows: readonly NewUser[]) =>
      sequelize.transaction(async (transaction) => {
        for (const part of parts(rows.map(mappedRow), 1_000)) await users.bulkCreate(part, { transaction });
      });
    const upsert = (rows: readonly NewUser[]) =>
      sequelize.transaction(async (transaction) => {
        const options = {
          transaction,
          updateOnDuplicate: ["name", "age", "active", "updatedAt"] as never[], // its types know no columns here
          conflictAttributes: ["email"] as never[],
        };
        for (const part of parts(rows.map(mappedRow), 1_000)) await users.bulkCreate(part, options);
      });
    const updateEach = (changes: readonly UserChange[]) =>
      sequelize.transaction(async (transaction) => {
        for (const { id, name, age } of changes) await users.update({ name, age }, { where: { id }, transaction });
      });
    const deleteByIds = (ids: readonly number[]) =>
      sequelize.transaction(async (transaction) => {
        for (const part of parts(ids, 10_000)) await users.destroy({ where: { id: part }, transaction });
      });
    return {
      insert: [{ label: "Sequelize, bulkCreate of 1,000", run: insert }],
      upsert: [{ label: "Sequelize, updateOnDuplicate of 1,000", run: upsert }],
      updateEach: [{ label: "Sequelize, one by one in a transaction", rows: 2_000, run: updateEach }],
      deleteByIds: [{ label: "Sequelize, destroy of 10,000", run: deleteByIds }],
      close: () => sequelize.close(),
    };
  },
};

export const sequelize: Peer = {
  name: "Sequelize",
  package: "sequelize",
  postgres: server,
  sqlite: "it works with the package sqlite3 only, whose program comes from elsewhere than npm",
};
