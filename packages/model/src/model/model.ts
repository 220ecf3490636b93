import type { DialectName, NodeType } from "@dataflow/core";
import type { BulkCreateResult } from "../commands/bulk-create-command.ts";
import type { BulkDeleteResult } from "../commands/bulk-delete-command.ts";
import type { BulkUpdateResult } from "../commands/bulk-update-command.ts";
import type { BulkUpsertResult } from "../commands/bulk-upsert-command.ts";
import { type BoundCommands, bindCommands } from "../commands/commands.ts";
import type { CountResult } from "../commands/count-command.ts";
import { streamRows } from "../commands/stream-rows.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { DrizzleTableOf } from "../dialects/drizzle-types.ts";
import { ofOperation } from "../errors/of-operation.ts";
import { parseSignal } from "../input/parse-scalars.ts";
import { drizzleTable } from "../table/drizzle-table.ts";
import type { ExportResult } from "../transfer/export-rows.ts";
import type { ImportResult } from "../transfer/import-rows.ts";
import { exportNode, importNode } from "../transfer/transfer-nodes.ts";
import type {
  AggregateCommandInput,
  AggregateOutput,
  AggregateRowOf,
  BulkCreateOptions,
  BulkDeleteInput,
  BulkUpdateInput,
  BulkUpsertOptions,
  CountInput,
  InsertSource,
  ListInput,
  ListPage,
  ListRecord,
  PipelineCommandInput,
  ReadOptions,
  SignalOption,
  StreamInput,
  UpsertInput,
  UpsertOutput,
  UpsertSource,
  VersionOptions,
} from "../types/command-types.ts";
import type { CheckedInclude, IncludeInput } from "../types/include-types.ts";
import type { Infer, InferInsert, InferKey } from "../types/infer.ts";
import type { FieldNameOf, InferUpdate } from "../types/infer-query.ts";
import type { DeleteOutput, ModelNodes } from "../types/model-nodes.ts";
import type { Registered } from "../types/relation-types.ts";
import type { ExportOptions, ExportSink, ImportOptions, ImportSource } from "../types/transfer-types.ts";
import { createBinding } from "./create-binding.ts";
import type { CommandInput, ModelBinding, ModelHost } from "./model-binding.ts";

/**
 * A model on a database: the operations of its nodes as methods, without a workflow. Both go through the same
 * pipeline, and both join the transaction that the caller is in.
 *
 * @example
 * ```ts
 * import { DataFlow, field } from "@dataflow/model";
 *
 * const db = new DataFlow("sqlite::memory:");
 * const User = db.model("User", { name: field.text(), email: field.text().unique(), age: field.integer().optional() });
 *
 * const alice = await User.create({ name: "Alice", email: "alice@example.com" });
 * await User.update(alice.id, { age: 30 });
 * const { records } = await User.list({ filter: { age: { $gte: 18 } }, orderBy: ["-createdAt"], limit: 10 });
 * console.log(records.length);
 * ```
 */
export class Model<
  Definition extends AnyModelDefinition = AnyModelDefinition,
  Dialect extends DialectName = DialectName,
  Known = unknown,
> {
  readonly definition: Definition;
  /** Carries types only: the models this one lives among. */
  declare readonly "~registry"?: Known;
  readonly #host: ModelHost;
  // Made when they are asked for: most of the models that a program or a test declares are not.
  #bound: ModelBinding | undefined;
  #methods: BoundCommands | undefined;
  #nodes: ModelNodes<Definition> | undefined;

  /** Made by `db.model(…)` and by `new DataFlow(url, { models })`. */
  constructor(definition: Definition, host: ModelHost) {
    this.definition = definition;
    this.#host = host;
  }

  /** What stages and other models reach it by. */
  get binding(): ModelBinding {
    this.#bound ??= createBinding(this.definition, this.#host);
    return this.#bound;
  }

  /** The node types of the model, to give to `addNode` in place of their names. */
  get nodes(): ModelNodes<Definition> {
    // The handles' types are derived from the model; their run functions take and give what the commands do.
    this.#nodes ??= nodesOf(this.binding, this.#commands()) as ModelNodes<Definition>;
    return this.#nodes;
  }

  #commands(): BoundCommands {
    this.#methods ??= bindCommands(this.binding);
    return this.#methods;
  }

  get name(): Definition["name"] {
    return this.definition.name;
  }

  /**
   * The model as a drizzle table, to compose queries of your own with `db.drizzle`. Loads drizzle when first asked for.
   *
   * @throws MODEL.DRIZZLE_MISSING
   */
  get table(): DrizzleTableOf<Definition, Dialect> {
    return drizzleTable(this.definition, this.binding.host.connection.dialect as Dialect); // it is the connection's
  }

  /**
   * Stores one new row.
   *
   * @param values the fields; those that are optional or have a default may be left out
   * @returns the stored row
   * @throws MODEL.INVALID_INPUT, DATABASE.UNIQUE_VIOLATION, DATABASE.FOREIGN_KEY_VIOLATION
   */
  create(values: InferInsert<Definition>): Promise<Infer<Definition>> {
    // The fields of an insert are named values; the compiler cannot know that of a type it has yet to infer.
    return typed(this.#commands().create.call(values as CommandInput));
  }

  /**
   * Reads one row by its key.
   *
   * @param recordId the key's value; an object of its fields when it has several
   * @param options whether a missing row is null, and whether deleted rows are seen
   * @returns the row; null only with `raiseOnNotFound: false`
   * @throws MODEL.NOT_FOUND
   */
  read(
    recordId: InferKey<Definition>,
    options: ReadOptions & { readonly raiseOnNotFound: false },
  ): Promise<Infer<Definition> | null>;
  read(recordId: InferKey<Definition>, options?: ReadOptions): Promise<Infer<Definition>>;
  read(recordId: InferKey<Definition>, options?: ReadOptions): Promise<Infer<Definition> | null> {
    return typed(this.#commands().read.call({ recordId }, options));
  }

  /**
   * Changes one row by its key.
   *
   * @param recordId the key's value; an object of its fields when it has several
   * @param changes fields with new values, or with update operators: `{ visits: { $inc: 1 } }`
   * @param options the version that the change was decided on, for versioned models
   * @returns the stored row
   * @throws MODEL.NOT_FOUND, MODEL.VERSION_CONFLICT, MODEL.INVALID_INPUT
   */
  update(
    recordId: InferKey<Definition>,
    changes: InferUpdate<Definition>,
    options?: VersionOptions,
  ): Promise<Infer<Definition>> {
    return typed(this.#commands().update.call({ recordId, fields: changes }, options));
  }

  /**
   * Deletes one row by its key; with soft delete it stays, marked.
   *
   * @param recordId the key's value; an object of its fields when it has several
   * @param options the version that the deletion was decided on, for versioned models
   * @returns the key, and whether there was such a row
   * @throws MODEL.VERSION_CONFLICT, DATABASE.FOREIGN_KEY_VIOLATION
   */
  delete(recordId: InferKey<Definition>, options?: VersionOptions): Promise<DeleteOutput<Definition>> {
    return typed(this.#commands().delete.call({ recordId }, options));
  }

  /**
   * Gives a page of rows.
   *
   * @param input filter, order, limit (100 when absent), offset, fields, relations to include
   * @returns the rows of the page, and how many rows match in all when asked for
   * @throws QUERY.* for a filter or an order that cannot be meant
   */
  list<
    const Fields extends FieldNameOf<Definition> = FieldNameOf<Definition>,
    const Include extends IncludeInput<Registered<Definition, Known>> = readonly [],
  >(
    input: ListInput<
      Registered<Definition, Known>,
      Fields,
      CheckedInclude<Registered<Definition, Known>, Include>
    > = {},
  ): Promise<ListPage<ListRecord<Registered<Definition, Known>, Fields, Include>>> {
    return typed(this.#commands().list.call({}, input));
  }

  /**
   * Gives all rows that match, one by one, with flat memory. Leaving the loop early frees what was open.
   *
   * @param input filter, order, how many rows to fetch at a time, a signal to stop
   * @returns the rows
   */
  stream(input: StreamInput<Registered<Definition, Known>> = {}): AsyncIterable<Infer<Definition>> {
    return typed(streamRows(input, this.binding));
  }

  /**
   * Counts rows.
   *
   * @param input which rows
   * @returns how many
   */
  count(input: CountInput<Registered<Definition, Known>> = {}): Promise<CountResult> {
    return this.#commands().count.call({}, input);
  }

  /**
   * Creates a row, or changes the one that has the key, in one step that no other writer can come between.
   *
   * @param input the key (`where`), the rest of a new row (`create`), the changes of a stored one (`update`)
   * @returns the stored row, and whether it was created
   * @throws MODEL.HIDDEN_CONFLICT, MODEL.INVALID_INPUT
   */
  upsert(input: UpsertInput<Definition>): Promise<UpsertOutput<Definition>> {
    return typed(this.#commands().upsert.call({}, input));
  }

  /**
   * Computes over groups of rows.
   *
   * @param input filter, groups, what to compute, which groups to give, order and limit; or a `pipeline` of stages
   * @returns a row per group, or the rows that the last stage gives
   */
  aggregate<Row extends object = Readonly<Record<string, unknown>>>(
    input: PipelineCommandInput<Registered<Definition, Known>>,
  ): Promise<AggregateOutput<Row>>;
  aggregate<const GroupBy extends readonly unknown[] = readonly [], const Aggregates = unknown>(
    input: AggregateCommandInput<Registered<Definition, Known>, GroupBy, Aggregates>,
  ): Promise<AggregateOutput<AggregateRowOf<Definition, GroupBy, Aggregates>>>;
  aggregate<Row>(input: object): Promise<AggregateOutput<Row>> {
    return typed(this.#commands().aggregate.call({}, input));
  }

  /**
   * Stores many rows in one transaction, with flat memory.
   *
   * @param data rows: an array, an iterable or an async iterable
   * @param options what to do with rows whose key is taken, with rows in error, and whether to give keys back
   * @returns what became of the rows
   * @throws MODEL.INVALID_INPUT, DATABASE.UNIQUE_VIOLATION
   */
  bulkCreate(
    data: InsertSource<Definition>,
    options?: BulkCreateOptions<Definition> & SignalOption,
  ): Promise<BulkCreateResult> {
    return this.#commands().bulkCreate.callLong(options, { data });
  }

  /**
   * Changes many rows: all that match a filter in the same way, or each by its key in its own way.
   *
   * @param input `filter` and `update`, or `data` and `keyFields`
   * @returns how many rows changed
   * @throws MODEL.EMPTY_FILTER without a filter, unless `all: true`
   */
  bulkUpdate(input: BulkUpdateInput<Registered<Definition, Known>> & SignalOption): Promise<BulkUpdateResult> {
    return this.#commands().bulkUpdate.callLong(input);
  }

  /**
   * Deletes many rows: all that match a filter, or those with the given keys.
   *
   * @param input `filter`, or `ids`
   * @returns how many rows were deleted
   * @throws MODEL.EMPTY_FILTER without a filter, unless `all: true`
   */
  bulkDelete(input: BulkDeleteInput<Registered<Definition, Known>> & SignalOption): Promise<BulkDeleteResult> {
    return this.#commands().bulkDelete.callLong(input);
  }

  /**
   * Stores many rows in one transaction; a row whose key is taken changes the stored one.
   *
   * @param data rows: an array, an iterable or an async iterable
   * @param options the key, and the fields to change in stored rows
   * @returns how many rows were new and how many changed
   * @throws MODEL.INVALID_INPUT
   */
  bulkUpsert(
    data: UpsertSource<Definition>,
    options?: BulkUpsertOptions<Definition> & SignalOption,
  ): Promise<BulkUpsertResult> {
    return this.#commands().bulkUpsert.callLong(options, { data });
  }

  /**
   * Stores the rows of a file through the same path as {@link Model.bulkCreate}, with flat memory.
   *
   * @param source a path, a `file:` URL, or the content: bytes, or pieces as a readable stream gives them
   * @param options the format, which columns are for which fields, and what a bulk create takes
   * @returns what became of the rows
   * @throws MODEL.UNREADABLE_FILE, MODEL.UNKNOWN_FIELD, MODEL.INVALID_INPUT
   */
  async import(source: ImportSource, options?: ImportOptions<Definition> & SignalOption): Promise<ImportResult> {
    const { importRows } = await import("../on-demand.ts");
    const { bulkCreate } = this.#commands();
    const store = async ({ signal, ...given }: CommandInput) => bulkCreate.run(given, parseSignal(signal));
    return inPlace(`${this.name}.import`, () => importRows(source, { ...options }, this.binding, store));
  }

  /**
   * Writes rows to a file or a stream, with flat memory.
   *
   * @param sink a path, a `file:` URL, or a writable stream, which is ended
   * @param options the format, which rows, in which order, and which fields
   * @returns how many rows were written
   */
  async export(sink: ExportSink, options?: ExportOptions<Registered<Definition, Known>>): Promise<ExportResult> {
    const { exportRows } = await import("../on-demand.ts");
    return inPlace(`${this.name}.export`, () => exportRows(sink, { ...options }, this.binding));
  }
}

function nodesOf(binding: ModelBinding, commands: BoundCommands): Readonly<Record<string, NodeType<never>>> {
  const handles = Object.entries(commands).map(([name, { nodeType }]) => [name, nodeType] as const);
  const files = { import: importNode(binding, commands.bulkCreate), export: exportNode(binding) };
  return Object.freeze({ ...Object.fromEntries(handles), ...files });
}

/** Failures say which operation a parameter is of. */
async function inPlace<Result>(place: string, body: () => Promise<Result>): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    throw ofOperation(error, place);
  }
}

/**
 * Gives a result the type that the model's fields give it. Commands are written once for every model and speak of rows;
 * that a row has the fields of its model is what the round-trip tests prove.
 */
function typed<Result>(result: unknown): Result {
  return result as Result; // see above
}
