import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { describeTarget } from "../url/describe-target.ts";
import { connect } from "./connect.ts";
import { describeBeside } from "./describe-beside.ts";

describe("describeBeside", () => {
  it("keeps server, user and password, and prints no password", () => {
    const beside = describeBeside(connect("postgresql://app:geheim@localhost:5433/shop?sslmode=require"), "copy");
    expect(describeTarget(beside)).toBe("postgresql://app@localhost:5433/copy");
    expect(beside).toMatchObject({ sslMode: "require" });
    expect("password" in beside && beside.password).toBe("geheim");
    expect(inspect(beside) + JSON.stringify(beside)).not.toContain("geheim");
  });

  it("hides a password that was given as plain data, too", () => {
    const connection = connect({ dialect: "postgres", host: "localhost", user: "app", password: "geheim" });
    expect(inspect(describeBeside(connection, "copy"))).not.toContain("geheim");
  });

  it("describes the connection's own database", () => {
    const own = describeBeside(connect("postgresql://app:geheim@localhost/shop"));
    expect(describeTarget(own)).toBe("postgresql://app@localhost:5432/shop");
    expect(inspect(own)).not.toContain("geheim");
    const plain = connect({ dialect: "postgres", host: "localhost", user: "app", password: "geheim" });
    expect(inspect(describeBeside(plain))).not.toContain("geheim");
  });

  it("names a file", () => {
    expect(describeBeside(connect("sqlite::memory:"), "/tmp/copy.db")).toEqual({
      dialect: "sqlite",
      file: "/tmp/copy.db",
    });
  });

  it("refuses what it did not make, and no name", () => {
    const connection = connect("sqlite::memory:");
    expect(() => describeBeside({ ...connection }, "copy")).toThrow("did not make");
    expect(() => describeBeside(connection, "")).toThrow("no name");
  });
});
