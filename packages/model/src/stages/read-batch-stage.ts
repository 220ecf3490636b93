import type { RunContext } from "@dataflow/core";
import type { Connection } from "@dataflow/database";
import { isOneOf, type QueryTable } from "@dataflow/query";
import type { Operation, OperationResult, SelectOperation } from "../operation/operation.ts";
import { keyText } from "../operation/record-key.ts";
import type { NextStage, Stage } from "./stage.ts";

/** What the stage needs to know of a model. */
export interface ReadBatchOptions {
  readonly table: QueryTable;
  readonly connection: Connection;
  /** Who is asking; the same object for all who may share a statement. */
  readonly context: () => RunContext;
}

/** Keys whose value says in one way which row is meant. Texts do not: a collation may take two of them for the same. */
const EXACT_KINDS: ReadonlySet<string> = new Set(["integer", "bigint", "uuid"]);

/** The most keys in one statement. */
const MOST_KEYS = 1_000;

const NO_ROW: OperationResult = Object.freeze({ rows: Object.freeze([]), rowCount: 0 });

/**
 * Lets reads by key that are called together share one round trip: all that wait when the program has nothing else to do at
 * that moment become one statement. Each gets what it would have got alone. Reads in a transaction or a session keep their
 * place among its other statements, and run alone.
 *
 * @param options the model
 * @returns the stage; undefined where it would bring nothing or change something
 */
export function readBatchStage({ table, connection, context }: ReadBatchOptions): Stage | undefined {
  const [field, ...others] = table.primaryKey;
  const kind = field === undefined ? undefined : table.fields.get(field)?.type.kind;
  if (field === undefined || others.length > 0 || kind === undefined) return undefined;
  if (!EXACT_KINDS.has(kind) || !connection.capabilities.sharesReads) return undefined;
  let open: ReadBatch | undefined;
  const pass: Stage["pass"] = (operation, next) => {
    const read = connection.isScoped ? undefined : readByKey(operation, field);
    if (read === undefined) return next(operation);
    const asker = context();
    if (open?.takes(read, asker) !== true) open = new ReadBatch({ read, asker, field, next });
    return open.add(read);
  };
  return { kinds: ["select"], pass };
}

/** A read of one row by its key. */
interface ReadByKey {
  readonly operation: SelectOperation;
  readonly key: unknown;
}

function readByKey(operation: Operation, field: string): ReadByKey | undefined {
  if (operation.kind !== "select" || operation.name !== "read") return undefined;
  const { where } = operation;
  if (where.kind !== "comparison" || where.operator !== "eq" || where.field !== field) return undefined;
  return { operation, key: where.value };
}

interface WaitingRead {
  readonly read: ReadByKey;
  readonly resolve: (result: OperationResult) => void;
  readonly reject: (error: unknown) => void;
}

interface BatchPlace {
  /** The first of the batch; what is asked beside the key is the same for all. */
  readonly read: ReadByKey;
  readonly asker: RunContext;
  readonly field: string;
  readonly next: NextStage;
}

/** Reads that wait to be sent together. */
class ReadBatch {
  readonly #place: BatchPlace;
  /** By the text of their keys. */
  readonly #waiting = new Map<string, WaitingRead>();
  #isSent = false;

  constructor(place: BatchPlace) {
    this.#place = place;
  }

  /** Whether a read may come with it: nobody else's, and no row twice, for each caller gets a row of its own. */
  takes({ operation, key }: ReadByKey, asker: RunContext): boolean {
    if (this.#isSent || this.#waiting.size >= MOST_KEYS || asker !== this.#place.asker) return false;
    const isAlike = operation.includeDeleted === this.#place.read.operation.includeDeleted;
    return isAlike && !this.#waiting.has(keyText(key));
  }

  add(read: ReadByKey): Promise<OperationResult> {
    // After all that the program does at this moment; in the async context of the first.
    if (this.#waiting.size === 0) queueMicrotask(() => void this.#send());
    return new Promise((resolve, reject) => this.#waiting.set(keyText(read.key), { read, resolve, reject }));
  }

  async #send(): Promise<void> {
    this.#isSent = true;
    const { field, next, read } = this.#place;
    try {
      if (this.#waiting.size === 1) {
        this.#answer(await next(read.operation), new Map());
        return;
      }
      const keys = Array.from(this.#waiting.values(), (waiting) => waiting.read.key);
      const result = await next({ ...read.operation, where: isOneOf(field, keys) });
      this.#answer(NO_ROW, new Map(result.rows.map((row) => [keyText(row[field]), row])));
    } catch (error) {
      for (const { reject } of this.#waiting.values()) reject(error);
    }
  }

  /** Gives each read its row, or else what there is for all. */
  #answer(otherwise: OperationResult, rows: ReadonlyMap<string, OperationResult["rows"][number]>): void {
    for (const [key, { resolve }] of this.#waiting) {
      const row = rows.get(key);
      resolve(row === undefined ? otherwise : { rows: [row], rowCount: 1 });
    }
  }
}
