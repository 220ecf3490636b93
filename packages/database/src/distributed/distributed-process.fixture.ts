// A process that moves money between databases: `node distributed-process.mjs <URLs as JSON>`.
import { connect } from "../connection/connect.ts";
import { distributedTransaction } from "./distributed-transaction.ts";

const list: unknown = JSON.parse(process.argv[2] ?? "[]");
const connections = Array.isArray(list) ? list.map((url) => connect(String(url))) : [];
await distributedTransaction(connections, async () => {
  for (const connection of connections) await connection.run("UPDATE accounts SET amount = amount + 1");
});
