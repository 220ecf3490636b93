import pg from "pg";
import type { StoredUser, UserAccess } from "./user-access.ts";

const COLUMNS = "name, email, age, active, created_at, updated_at";

const CREATE = `INSERT INTO users (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`;
const READ = "SELECT * FROM users WHERE id = $1";
const UPDATE = "UPDATE users SET age = $1, updated_at = $2 WHERE id = $3 RETURNING *";
const DELETE = "DELETE FROM users WHERE id = $1";
const LIST = "SELECT * FROM users WHERE id > $1 ORDER BY id LIMIT 10";

const MANY = "SELECT * FROM users ORDER BY id LIMIT 1000";

/** The plain driver: a pool, statements that the server keeps prepared, rows as objects. */
export function postgresUsers(url: string): UserAccess {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  const rows = async (name: string, text: string, values: unknown[]): Promise<readonly StoredUser[]> =>
    (await pool.query<StoredUser>({ name, text, values })).rows;
  const row = async (name: string, text: string, values: unknown[]): Promise<StoredUser> => {
    const [first] = await rows(name, text, values);
    if (first === undefined) throw new Error("there is no such user");
    return first;
  };
  return {
    label: "pg, named prepared",
    create: ({ name, email, age, active }) => {
      const now = new Date();
      return row("create", CREATE, [name, email, age, active, now, now]);
    },
    read: (id) => row("read", READ, [id]),
    update: (id, age) => row("update", UPDATE, [age, new Date(), id]),
    delete: async (id) => (await pool.query({ name: "delete", text: DELETE, values: [id] })).rowCount === 1,
    list: (afterId) => rows("list", LIST, [afterId]),
    listMany: () => rows("many", MANY, []),
    close: () => pool.end(),
  };
}
