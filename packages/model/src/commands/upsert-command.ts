import { hiddenConflict } from "../errors/hidden-conflict.ts";
import { parseKeyFields } from "../input/parse-key-fields.ts";
import { invalidParameter } from "../input/parse-scalars.ts";
import { plainObject } from "../input/plain-object.ts";
import { checkFieldValue } from "../input/row-check.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import type { InsertOperation, Row } from "../operation/operation.ts";
import type { Command, CommandParameter } from "./command.ts";
import { parseChanges } from "./field-parameters.ts";

/** What an Upsert gives. */
export interface UpsertResult {
  readonly record: Row;
  readonly action: "created" | "updated";
}

const whereParameter: CommandParameter = {
  required: true,
  description: 'the unique key that tells whether the row is there: { email: "a@example.com" }',
  parse: (value) => plainObject(value, "where"),
};
const createParameter: CommandParameter = {
  required: false,
  description: "the rest of a new row, beside the fields of where",
  parse: (value) => plainObject(value, "create"),
};
const updateParameter: CommandParameter = {
  required: false,
  description: "what to change in a row that is there; nothing when absent",
  parse: (value, { definition }) => parseChanges(plainObject(value, "update"), definition),
};
const conflictOnParameter: CommandParameter = {
  required: false,
  description: "the unique key to look at, when it is not all fields of where",
  parse: (value, binding) => parseKeyFields(value, "conflictOn", binding),
};

/** Creates a row, or changes the one that is already there, in one step that no other writer can come between. */
export const upsertCommand: Command<UpsertResult> = Object.freeze({
  name: "upsert",
  nodeSuffix: "UpsertNode",
  writes: true,
  description: "creates a row, or changes the one that has the key",
  parameters: () => ({
    where: whereParameter,
    create: createParameter,
    update: updateParameter,
    conflictOn: conflictOnParameter,
  }),
  results: () => ["record", "action"],
  run(binding, input) {
    const operation = insertOperation(input, binding);
    checkKey(operation, binding);
    return after(binding.run({ ...operation, returnInserted: true }), ({ rows, inserted }) => {
      const { $inserted: _told, ...record } = stored(rows[0], operation, binding);
      return { record, action: inserted === 1 ? "created" : "updated" };
    });
  },
} satisfies Command<UpsertResult>);

function insertOperation(input: CommandInput, binding: ModelBinding): InsertOperation {
  const where = plainObject(input.where, "where");
  const { forNewRows, update } = splitUpdate(input.update);
  const given = input.create === undefined ? {} : plainObject(input.create, "create");
  const create = { ...given, ...forNewRows };
  for (const name of Object.keys(create)) {
    if (Object.hasOwn(where, name))
      throw invalidParameter("create", `"${name}" is in where already`, "give it once, in where");
  }
  const fields = parseKeyFields(
    input.conflictOn ?? Object.keys(where),
    input.conflictOn === undefined ? "where" : "conflictOn",
    binding,
  );
  const missing = fields.find((name) => !Object.hasOwn(where, name));
  if (missing !== undefined)
    throw invalidParameter("conflictOn", `where gives no "${missing}"`, "give every field of the key in where");
  // A key field set to itself: an update without any assignment would give no row back.
  const keepsStored = Object.keys(update).length === 0;
  const fromInput = keepsStored ? fields : [];
  return {
    kind: "insert",
    name: "upsert",
    input: [{ ...where, ...create }],
    rows: { fields: [], values: [] },
    onConflict: { fields, action: { fromInput, assignments: [] } },
    conflictChanges: update,
    keepsStored,
    returning: binding.allFields,
  };
}

/** `$setOnInsert` is the part of an update that only a new row is given. Its paths must be whole fields: there is no document yet. */
function splitUpdate(input: unknown): {
  readonly forNewRows: Readonly<Record<string, unknown>>;
  readonly update: Readonly<Record<string, unknown>>;
} {
  const { $setOnInsert: forNewRows, ...update } = input === undefined ? {} : plainObject(input, "update");
  if (forNewRows === undefined) return { forNewRows: {}, update };
  const fields = plainObject(forNewRows, "update.$setOnInsert");
  const path = Object.keys(fields).find((name) => name.includes("."));
  if (path === undefined) return { forNewRows: fields, update };
  throw invalidParameter(
    "update",
    "$setOnInsert names a place in a document",
    "give the whole field, in $setOnInsert or in create",
  );
}

/** No two nulls are the same to a unique key: whether a row is there could not be told. */
function checkKey({ onConflict, input: [row] }: InsertOperation, { definition }: ModelBinding): void {
  for (const name of onConflict?.fields ?? []) {
    const field = definition.fields.get(name);
    if (row?.[name] === null)
      throw invalidParameter("where", `"${name}" is null, which names no row`, "give the key a value");
    const checked = field === undefined ? undefined : checkFieldValue(field, row?.[name], `${definition.name}.${name}`);
    if (checked !== undefined && !("problems" in checked)) continue;
    throw invalidParameter(
      "where",
      `"${name}" cannot be used as a key`,
      checked?.problems[0]?.fix ?? "use another field",
    );
  }
}

/** The row that has the key may be one that the caller cannot see: it is neither changed nor doubled. */
function stored(row: Row | undefined, { onConflict }: InsertOperation, { definition }: ModelBinding): Row {
  if (row !== undefined) return row;
  throw hiddenConflict(definition.name, "upsert", onConflict?.fields ?? []);
}
