// A process that moves money between databases and dies at a statement. Arguments: the URLs as JSON, the beginning of the
// statement's text, which of them, and whether it dies before or after it.
import { createRequire } from "node:module";
import { connect } from "../connection/connect.ts";
import { distributedTransaction } from "./distributed-transaction.ts";

const [urls = "[]", beginning = "", count = "1", when = "before"] = process.argv.slice(2);
const list: unknown = JSON.parse(urls);
const connections = Array.isArray(list) ? list.map((url) => connect(String(url))) : [];
const { Client } = createRequire(import.meta.url)("pg") as typeof import("pg");

let seen = 0;
const query = Client.prototype.query as (...parameters: unknown[]) => unknown; // one of many overloads, passed on as it is
const die = () => process.kill(process.pid, "SIGKILL");
Client.prototype.query = async function dying(this: unknown, ...parameters: unknown[]) {
  const [first] = parameters;
  const text = typeof first === "string" ? first : String(Reflect.get(Object(first), "text"));
  const isIt = text.startsWith(beginning) && ++seen === Number(count);
  if (isIt && when === "before") die();
  const result = await Reflect.apply(query, this, parameters);
  if (isIt) die();
  return result;
} as typeof Client.prototype.query; // promises only, which is all that is used here

await distributedTransaction(connections, async () => {
  for (const connection of connections) await connection.run("UPDATE accounts SET amount = amount + 1");
});
