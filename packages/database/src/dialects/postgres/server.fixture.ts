// Servers in the place of PostgreSQL.
import { createServer, type Server, type Socket } from "node:net";
import { afterEach } from "vitest";

const servers: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

afterEach(() => {
  for (const { server, sockets } of servers.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** Listens on a free port; everything is closed after the test. */
export async function listen(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  servers.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}

/** A port that nothing listens on. */
export async function deadPort(): Promise<number> {
  const port = await listen(() => undefined);
  await new Promise((resolve) => servers.pop()?.server.close(resolve));
  return port;
}

/** A server that asks for a password in one way and refuses it. */
export async function refusingServer(request: "cleartext" | "sasl"): Promise<number> {
  return listen((socket) => {
    let step = 0;
    socket.on("data", () => {
      step++;
      if (step === 1)
        socket.write(request === "cleartext" ? authentication(3) : authentication(10, "SCRAM-SHA-256\0\0"));
      else socket.end(errorMessage("FATAL", "28P01", 'password authentication failed for user "app"'));
    });
  });
}

function authentication(code: number, rest = ""): Buffer {
  const body = Buffer.concat([int32(code), Buffer.from(rest)]);
  return message("R", body);
}

function errorMessage(severity: string, code: string, text: string): Buffer {
  return message("E", Buffer.from(`S${severity}\0V${severity}\0C${code}\0M${text}\0\0`));
}

function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
