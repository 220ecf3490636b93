import { connect, type NetConnectOpts, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultAction } from "./fault-action.ts";
import { MessageReader } from "./message-reader.ts";
import { kindOf, textOf, type WireMessage } from "./wire-message.ts";

type Side = WireMessage["from"];

const ENCRYPTION_REQUESTS: ReadonlySet<number> = new Set([80_877_103, 80_877_104]);
const CANCEL_REQUEST = 80_877_102;

/** Messages that are answered only together with the request that they belong to, or not at all. */
const NO_REQUEST: ReadonlySet<string> = new Set([
  "CopyData",
  "CopyDone",
  "CopyFail",
  "Flush",
  "Password",
  "Terminate",
  "Unknown",
]);

/** What a connection through a proxy needs. */
export interface ProxiedConnectionOptions {
  readonly target: NetConnectOpts;
  readonly number: number;
  readonly decide: (message: WireMessage) => FaultAction;
  readonly onClose: () => void;
}

/** A client, its server, and what passes between them, message by message. */
export class ProxiedConnection {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #options: ProxiedConnectionOptions;
  readonly #readers = { client: new MessageReader(true), server: new MessageReader() };
  readonly #busy = { client: false, server: false };
  #isSilent = false;
  #isInBatch = false;
  /** Requests that the server has not ended yet. */
  #open = 0;
  /** How many answers still pass before the one that is lost. */
  #answersBeforeLoss: number | undefined;

  constructor(client: Socket, options: ProxiedConnectionOptions) {
    this.#client = client;
    this.#server = connect({ ...options.target, allowHalfOpen: true, noDelay: true });
    this.#options = options;
    this.#listen("client", client, this.#server);
    this.#listen("server", this.#server, client);
  }

  /** Hangs up on both sides. */
  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Nothing passes any more, and nobody hears that the other has hung up. */
  silence(): void {
    this.#isSilent = true;
  }

  #listen(from: Side, socket: Socket, other: Socket): void {
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => {
      this.#readers[from].add(bytes);
      void this.#pass(from);
    });
    socket.on("end", () => {
      if (!this.#isSilent) other.end();
    });
    socket.on("close", () => {
      if (!this.#isSilent) other.destroy();
      if (this.#client.destroyed) this.#options.onClose();
    });
  }

  /** Passes what is there; messages of one direction one after the other. */
  async #pass(from: Side): Promise<void> {
    if (this.#busy[from]) return;
    this.#busy[from] = true;
    for (let bytes = this.#next(from); bytes !== undefined; bytes = this.#next(from)) {
      const message = this.#read(from, bytes);
      const action = message === undefined ? "pass" : this.#options.decide(message);
      if (typeof action === "object") await sleep(action.delayMs);
      this.#do(typeof action === "object" ? "pass" : action, from, bytes);
    }
    this.#busy[from] = false;
  }

  #next(from: Side): Buffer | undefined {
    if (this.#isSilent || this.#client.destroyed) return undefined;
    return this.#readers[from].next();
  }

  /** What a message is; undefined for those before the first one that counts, and those that nobody gets to see. */
  #read(from: Side, bytes: Buffer): WireMessage | undefined {
    const { number } = this.#options;
    if (from === "client" && this.#readers.client.isAtStart) {
      const code = bytes.readUInt32BE(4);
      if (ENCRYPTION_REQUESTS.has(code) || code === CANCEL_REQUEST) return undefined;
      this.#readers.client.begin();
      this.#open = 1;
      return { from, kind: "Startup", text: "", startsRequest: true, connection: number };
    }
    const kind = kindOf(from, bytes);
    return {
      from,
      kind,
      text: textOf(kind, bytes),
      startsRequest: this.#startsRequest(from, kind),
      connection: number,
    };
  }

  #startsRequest(from: Side, kind: WireMessage["kind"]): boolean {
    if (from === "server") {
      if (kind === "ReadyForQuery") this.#open--;
      return false;
    }
    if (NO_REQUEST.has(kind)) return false;
    const isFirst = !this.#isInBatch;
    this.#isInBatch = kind !== "Query" && kind !== "Sync";
    if (isFirst) this.#open++;
    return isFirst;
  }

  #do(action: Exclude<FaultAction, object>, from: Side, bytes: Buffer): void {
    const isBefore = action === "cutBefore" || (action === "loseReply" && from === "server");
    if (isBefore) this.cut();
    if (action === "silence") this.silence();
    if (isBefore || action === "silence") return;
    if (action === "loseReply") this.#answersBeforeLoss = this.#open - 1;
    if (!this.#isLost(from, bytes)) this.#send(from, bytes);
    if (action === "halfClose") this.#other(from).end();
    if (action !== "cutAfter") return;
    // What was written is delivered first.
    this.#other(from).end();
    if (from === "client") this.#client.destroy();
    else this.#server.destroy();
  }

  /** Whether a message is part of the answer that is lost; at its end the client is hung up on. */
  #isLost(from: Side, bytes: Buffer): boolean {
    if (this.#answersBeforeLoss === undefined || from === "client") return false;
    const isLost = this.#answersBeforeLoss === 0;
    if (kindOf(from, bytes) !== "ReadyForQuery") return isLost;
    if (isLost) this.cut();
    this.#answersBeforeLoss--;
    return isLost;
  }

  #send(from: Side, bytes: Buffer): void {
    if (from === "client" && this.#readers.client.isAtStart && ENCRYPTION_REQUESTS.has(bytes.readUInt32BE(4))) {
      // What is encrypted could not be read here, so it is not offered.
      this.#client.write("N");
      return;
    }
    const receiver = this.#other(from);
    const sender = from === "client" ? this.#client : this.#server;
    if (receiver.destroyed || receiver.writableEnded || receiver.write(bytes)) return;
    // A receiver that does not read makes its sender wait, as without a proxy.
    sender.pause();
    receiver.once("drain", () => sender.resume());
  }

  #other(from: Side): Socket {
    return from === "client" ? this.#server : this.#client;
  }
}
