import { expect, it } from "vitest";
import { connect } from "../../connection/connect.ts";
import type { Connection } from "../../connection/connection.ts";
import { isolate } from "../../isolation/isolate.ts";

const setting = async (connection: Connection) =>
  Number((await connection.query("SELECT 'a' LIKE 'A' AS is_alike")).rows[0]?.is_alike);

/** Ways to set something, some of which keep their statement prepared. */
const ways: readonly ((connection: Connection) => unknown)[] = [
  (connection) => connection.run("PRAGMA case_sensitive_like = ON"),
  (connection) => connection.execute({ text: "PRAGMA case_sensitive_like = ON" }, []),
  (connection) => connection.execute({ text: "PRAGMA case_sensitive_like = ON" }, []),
  (connection) => connection.query("pragma case_sensitive_like = on"),
  (connection) => connection.run("CREATE TABLE passing (id INTEGER); PRAGMA case_sensitive_like = ON"),
];

it("undoes what one test has set, also after tests that set nothing", async () => {
  const connection = connect("sqlite::memory:");
  for (const set of ways) {
    for (let turn = 0; turn < 3; turn++) {
      const isolated = isolate(connection);
      expect(await setting(isolated)).toBe(1);
      if (turn === 1) {
        await set(isolated);
        await isolated.run("CREATE TEMPORARY TABLE own (id INTEGER)");
        expect(await setting(isolated)).toBe(0);
      }
      await isolated.close();
    }
    await expect(connection.query("SELECT * FROM own")).rejects.toMatchObject({ code: "DATABASE.UNDEFINED_TABLE" });
    expect(await setting(connection)).toBe(1);
  }
  await connection.close();
});
