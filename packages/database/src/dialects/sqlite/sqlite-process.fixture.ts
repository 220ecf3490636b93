// Another process on the same file. Its first argument is the URL, its second how often it adds one.
import { connect } from "../../connection/connect.ts";

const [url = "", amount = "0"] = process.argv.slice(2);
const connection = connect(url);

process.send?.("ready");
await new Promise((resolve) => process.once("message", resolve));
for (let count = 0; count < Number(amount); count++) {
  await connection.transaction(async () => {
    const { rows } = await connection.query("SELECT n FROM t WHERE id = 1");
    await connection.query("UPDATE t SET n = ? WHERE id = 1", [Number(rows[0]?.n) + 1]);
  });
}
await connection.close();
process.send?.("done");
process.disconnect();
