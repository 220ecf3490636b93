// A process that creates five tables when told to. `node … evolve-schema.fixture.ts <url> [hang]`: with "hang" it stops
// for ever in the middle of the change, holding the lock, until it is killed.
import { once } from "node:events";
import { type Connection, connect } from "@dataflow/database";
import { fiveTables } from "../example-tables.fixture.ts";
import { evolveSchema } from "./evolve-schema.ts";

const [url = "", behaviour] = process.argv.slice(2);
const connection = connect(url);
await connection.ping();
say("ready");
await once(process, "message");
try {
  const target = behaviour === "hang" ? hangingAfter(connection, "CREATE TABLE", 2) : connection;
  const { created } = await evolveSchema(target, fiveTables);
  say(JSON.stringify({ created }));
} catch (error) {
  say(JSON.stringify({ error: String(error) }));
}
await connection.close();
process.disconnect();

/** The same connection, which says "inside" and never comes back from the nth statement that begins so. */
function hangingAfter(target: Connection, beginning: string, count: number): Connection {
  let left = count;
  const run = async (sql: string): Promise<void> => {
    await target.run(sql);
    if (!sql.startsWith(beginning) || --left > 0) return;
    say("inside");
    await new Promise(() => setInterval(() => {}, 1000));
  };
  return new Proxy(target, {
    get: (_, key) => {
      if (key === "run") return run;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function say(word: string): void {
  process.send?.(word);
}
