import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { everythingIn, failureOf } from "../test-support.fixture.ts";
import { describeTarget } from "./describe-target.ts";
import { parseDatabaseUrl } from "./parse-database-url.ts";

describe("URLs of files", () => {
  it.each([
    ["sqlite:app.db", "app.db"],
    ["sqlite:///app.db", "app.db"],
    ["sqlite:////var/app.db", "/var/app.db"],
    ["sqlite:/var/app.db", "/var/app.db"],
    ["sqlite:./data/app.db", "./data/app.db"],
    ["sqlite::memory:", ":memory:"],
    ["sqlite:///:memory:", ":memory:"],
    ["SQLite:my%20app.db", "my app.db"],
    ["sqlite:100%.db", "100%.db"],
    [" sqlite:app.db ", "app.db"],
  ])("%s is %s", (url, file) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "sqlite", file });
  });

  it("knows how the file may be opened", () => {
    expect(parseDatabaseUrl("sqlite:app.db?mode=ro")).toEqual({ dialect: "sqlite", file: "app.db", mode: "ro" });
    expect(parseDatabaseUrl("sqlite:app.db?mode=rwc")).toEqual({ dialect: "sqlite", file: "app.db" });
  });
});

describe("URLs of servers", () => {
  it.each([
    ["postgresql://localhost/shop", { host: "localhost", database: "shop" }],
    ["postgres://app@localhost:5433/shop", { user: "app", host: "localhost", port: 5433, database: "shop" }],
    ["postgresql://", {}],
    ["postgresql:///shop?host=/run/pg", { host: "/run/pg", database: "shop" }],
    ["postgresql://app@%2Frun%2Fpg/shop", { user: "app", host: "/run/pg", database: "shop" }],
    ["postgresql://app@[::1]:5432/shop", { user: "app", host: "::1", port: 5432, database: "shop" }],
    ["postgresql://a%40b@localhost/my%2Fdb", { user: "a@b", host: "localhost", database: "my/db" }],
    [
      "postgresql://localhost/shop?sslmode=verify-full&sslrootcert=/ca.pem&application_name=a@b&connect_timeout=3",
      {
        host: "localhost",
        database: "shop",
        sslMode: "verify-full",
        sslRootCert: "/ca.pem",
        applicationName: "a@b",
        connectTimeoutMs: 3000,
      },
    ],
    ["postgresql://?host=h&port=1&dbname=d&user=u", { host: "h", port: 1, database: "d", user: "u" }],
  ])("%s", (url, expected) => {
    expect(parseDatabaseUrl(url)).toEqual({ dialect: "postgres", ...expected });
  });

  it.each([
    ["p@ss:w/rd?#%", "p@ss:w/rd?#%"],
    ["p%40ss%3Aw%2Frd%3F%23%25", "p@ss:w/rd?#%"],
    ["100%", "100%"],
    ["%zz%4", "%zz%4"],
    ["%ff", "%ff"],
    ["a@b@c", "a@b@c"],
    ["x@host/db?y=z", "x@host/db?y=z"],
    ["", ""],
    ["ünï😀", "ünï😀"],
  ])("reads the password %s", (written, password) => {
    const description = parseDatabaseUrl(`postgresql://app:${written}@db.example.com:5432/shop?sslmode=require`);
    expect(description).toMatchObject({ user: "app", host: "db.example.com", database: "shop", sslMode: "require" });
    expect("password" in description && description.password).toBe(password);
  });

  it("takes an @ in an option for that when the address before it is complete", () => {
    const description = parseDatabaseUrl("postgresql://app:secret@localhost/shop?application_name=me@home");
    expect(description).toMatchObject({ host: "localhost", applicationName: "me@home" });
    expect(parseDatabaseUrl("postgresql://localhost/shop?user=me@home")).toMatchObject({ user: "me@home" });
  });

  it("does not show the password", () => {
    const description = parseDatabaseUrl("postgresql://app:s3cret@localhost/shop");
    expect(inspect(description) + JSON.stringify(description) + describeTarget(description)).not.toContain("s3cret");
    expect(Object.isFrozen(description)).toBe(true);
  });
});

describe("describeTarget", () => {
  it.each([
    ["postgresql://app:secret@localhost/shop", "postgresql://app@localhost:5432/shop"],
    ["postgresql://app@%2Frun%2Fpg/shop", "postgresql://app@%2Frun%2Fpg/shop"],
    ["postgresql://app:x@[::1]:1/shop?sslmode=require", "postgresql://app@[::1]:1/shop"],
    ["postgresql://", "postgresql://localhost:5432"],
    ["sqlite:///app.db?mode=ro", "sqlite:app.db"],
  ])("%s leads to %s", (url, target) => {
    expect(describeTarget(parseDatabaseUrl(url))).toBe(target);
  });
});

describe("URLs that cannot be used", () => {
  it.each([
    ["", "sqlite:app.db"],
    ["app.db", "sqlite:app.db"],
    ["mysql://root:s3cret@localhost/shop", "postgresql:"],
    ["postgre://app:s3cret@localhost/shop", "postgres:"],
    ["sqlite:", "sqlite:app.db"],
    ["sqlite://app.db", "sqlite:app.db"],
    ["sqlite:app.db?mod=ro", "mode"],
    ["sqlite:app.db?mode=rx", "ro"],
    ["sqlite::memory:?mode=ro", "mode"],
    ["postgresql:app", "postgresql://"],
    ["postgresql://app:s3cret@host:99999/shop", "port"],
    ["postgresql://app:s3cret@one,two/shop", "one host"],
    ["postgresql://app:s3cret@host/shop#there", "%23"],
    ["postgresql://app:s3cret@host/shop?sslmod=require", "sslmode"],
    ["postgresql://app:s3cret@host/shop?sslmode=prefer", "disable"],
    ["postgresql://app:s3cret@host/shop?sslmode=require&sslmode=disable", "sslmode"],
    ["postgresql://app:s3cret@host/shop?connect_timeout=soon", "seconds"],
    ["postgresql://app:s3cret@host:x/shop", "postgresql://user"],
    ["postgresql://app:s3cret\0@host/shop", "character"],
  ])("%s", async (url, fix) => {
    const error = await failureOf(() => parseDatabaseUrl(url));
    expect(error.code).toBe("DATABASE.INVALID_URL");
    expect(error.fix).toContain(fix);
    expect(everythingIn(error)).not.toContain("s3cret");
  });

  it("never repeats a part of a password that it could not tell from an option", async () => {
    const error = await failureOf(() => parseDatabaseUrl("postgresql://app:se@host?s3cret=1"));
    expect(everythingIn(error)).not.toContain("s3cret");
  });
});
