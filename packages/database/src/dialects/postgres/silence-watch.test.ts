import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { freshUrl, proxied } from "../../test-support.fixture.ts";
import { parseDatabaseUrl } from "../../url/parse-database-url.ts";
import { ServerClient } from "./server-client.ts";
import { SilenceWatch } from "./silence-watch.ts";

const clients: ServerClient[] = [];
const watches: SilenceWatch[] = [];

afterEach(() => {
  for (const watch of watches.splice(0)) watch.stop();
  for (const client of clients.splice(0)) client.end();
});

async function watched(url: string, askUrl = url): Promise<ServerClient> {
  const driverClient = new pg.Client({ connectionString: url });
  driverClient.on("error", () => undefined);
  await driverClient.connect();
  const { rows } = await driverClient.query("SELECT pg_backend_pid() AS pid");
  const client = new ServerClient(driverClient, rows[0].pid);
  clients.push(client);
  const connect = () => new pg.Client({ connectionString: askUrl, connectionTimeoutMillis: 200 });
  const watch = new SilenceWatch({
    connect,
    target: "here",
    statementTimeoutMs: undefined,
    tickMs: 20,
    askAfterMs: 60,
  });
  watches.push(watch);
  watch.add(client);
  return client;
}

function tcpUrl(url: string): string {
  const { host, port, database, user } = parseDatabaseUrl(url) as {
    host: string;
    port?: number;
    database: string;
    user: string;
  };
  return `postgresql://${user}@/${database}?host=${host}${port === undefined ? "" : `&port=${port}`}`;
}

describe("a statement that takes long", () => {
  it("is left alone while the server works on it", async () => {
    const client = await watched(tcpUrl(await freshUrl("postgres")));
    await client.sendText("SELECT pg_sleep(0.6)");
    expect(client.verdict).toBeUndefined();
  });

  it("is given up when its answer was lost on the way", async () => {
    const url = await freshUrl("postgres");
    const proxy = await proxied(url);
    const client = await watched(proxy.url, tcpUrl(url));
    void proxy.at({ text: "SELECT 'nobody hears this'" }, "silence");
    await expect(client.sendText("SELECT 'nobody hears this'")).rejects.toThrow();
    expect(client.verdict?.kind).toBe("CONNECTION_LOST");
  });

  it("is given up when the server cannot be reached any more", async () => {
    const url = await freshUrl("postgres");
    const proxy = await proxied(url);
    const client = await watched(proxy.url);
    proxy.silence();
    await expect(client.sendText("SELECT 1")).rejects.toThrow();
    expect(client.verdict?.kind).toBe("CONNECTION_LOST");
  });
});
