// A pooler as small as can be: it lends the server's connections for transactions, or for whole sessions.
import { createConnection, type Socket } from "node:net";
import { MessageReader } from "@dataflow-tooling/vitest/faults";
import { parseDatabaseUrl } from "../../url/parse-database-url.ts";
import { listen } from "./server.fixture.ts";

/** A connection to the server. */
interface Backend {
  readonly socket: Socket;
  /** Who works on it. */
  client: Socket | undefined;
}

const READY = "Z".charCodeAt(0);
const KEY = "K".charCodeAt(0);
const IDLE = "I".charCodeAt(0);

/** A pooler before the database of a URL; gives the URL through the pooler. Everything is closed after the test. */
export async function pooled(url: string, lends: "transaction" | "session"): Promise<string> {
  const description = parseDatabaseUrl(url);
  if (description.dialect !== "postgres") throw new Error("not a server");
  const { host = "localhost", port = 5432, user, database } = description;
  const target = host.startsWith("/") ? { path: `${host}/.s.PGSQL.${port}` } : { host, port };
  // The one that was given back last is lent first, as poolers do.
  const free: Backend[] = [];

  const openBackend = (first: Socket): Backend => {
    const backend: Backend = { socket: createConnection(target), client: first };
    backend.socket.on("error", () => undefined);
    forEachMessage(backend.socket, (message) => {
      // A pooler announces numbers of its own.
      if (message[0] === KEY) message.writeUInt32BE(1, 5);
      const { client } = backend;
      if (message[0] === READY && message[5] === IDLE && lends === "transaction") {
        backend.client = undefined;
        free.push(backend);
      }
      client?.write(message);
    });
    return backend;
  };

  const local = await listen((client) => {
    let own: Backend | undefined;
    client.on("data", (bytes) => {
      // The first words of a client open a connection; later ones go wherever there is one.
      if (own === undefined) own = openBackend(client);
      else if (own.client !== client) own = free.pop() ?? own;
      own.client = client;
      own.socket.write(bytes);
    });
    client.on("close", () => {
      if (own?.client === client) own.socket.destroy();
    });
  });
  return `postgresql://${user}@127.0.0.1:${local}/${database}`;
}

/** What a server says, message by message. */
function forEachMessage(socket: Socket, take: (message: Buffer) => void): void {
  const reader = new MessageReader();
  socket.on("data", (bytes: Buffer) => {
    reader.add(bytes);
    for (let message = reader.next(); message !== undefined; message = reader.next()) take(message);
  });
}
