import { DataFlowError, isDataFlowError, type NodeValues, type Table } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { ModelField } from "../definition/model-field.ts";
import { type Operation, WRITES } from "../operation/operation.ts";
import type { Stage } from "./stage.ts";

/**
 * Says a constraint's violation in the model's words: which field, not which column or constraint.
 *
 * @param definition the model
 * @returns the stage
 */
export function violationStage(definition: AnyModelDefinition): Stage {
  const explain = (error: unknown, operation: Operation): never => {
    throw isDataFlowError(error) ? inModelWords(error, definition, operation) : error;
  };
  const explained = (operation: Operation) => (error: unknown) => explain(error, operation);
  const pass: Stage["pass"] = (operation, next) => {
    try {
      const result = next(operation);
      return result instanceof Promise ? result.catch(explained(operation)) : result;
    } catch (error) {
      return explain(error, operation);
    }
  };
  return { kinds: WRITES, pass };
}

function inModelWords(error: DataFlowError, definition: AnyModelDefinition, operation: Operation): DataFlowError {
  const {
    name,
    managed: { tenantId },
  } = definition;
  const sentence = SENTENCES.get(error.code);
  if (sentence === undefined || error.meta.model !== undefined) return error;
  const fieldOfColumn = new Map([...definition.fields.values()].map((field) => [field.column, field.name]));
  const columns = violatedColumns(error, definition, operation);
  // What is unique for a tenant is, in its caller's words, simply unique.
  const fields = columns.map((column) => fieldOfColumn.get(column) ?? column).filter((field) => field !== tenantId);
  const place = fields.length === 0 ? name : `${name}.${fields.join("+")}`;
  return new DataFlowError(error.code, {
    message: `${place}: ${sentence.message}`,
    why: sentence.why,
    fix: sentence.fix,
    meta: { ...error.meta, model: name, fields, ...constraintOf(error, columns, definition.schemaTable()) },
    cause: error,
    isRetryable: error.isRetryable,
  });
}

function violatedColumns(
  error: DataFlowError,
  definition: AnyModelDefinition,
  operation: Operation,
): readonly string[] {
  const table = definition.schemaTable();
  const { columns, constraint } = error.meta;
  if (Array.isArray(columns) && columns.length > 0) return columns.filter((column) => typeof column === "string");
  if (error.code === "DATABASE.VALUE_OUT_OF_RANGE") return onlyComputed(definition, operation);
  if (typeof constraint !== "string") return onlyReference(error, definition, operation);
  if (constraint === `${table.name}_pkey`) return table.primaryKey?.columns ?? [];
  const key = [...table.uniques, ...table.foreignKeys].find(({ name }) => name === constraint);
  if (key !== undefined) return key.columns;
  const index = table.indexes.find(({ name }) => name === constraint);
  return index === undefined ? [] : index.columns.map(({ name }) => name);
}

/** Not every database names the constraint; the model knows what it is called. */
function constraintOf(
  error: DataFlowError,
  columns: readonly string[],
  table: Table,
): { readonly constraint?: string } {
  if (typeof error.meta.constraint === "string" || columns.length === 0) return {};
  const isSame = (key: { readonly columns: readonly string[] }) =>
    key.columns.length === columns.length && key.columns.every((column) => columns.includes(column));
  const name = (code: string, keys: readonly { readonly name: string; readonly columns: readonly string[] }[]) =>
    error.code === code ? keys.find(isSame)?.name : undefined;
  const { primaryKey } = table;
  const keys = [
    ...(primaryKey === undefined ? [] : [{ name: `${table.name}_pkey`, columns: primaryKey.columns }]),
    ...table.uniques,
    ...table.indexes
      .filter(({ unique }) => unique)
      .map((index) => ({ name: index.name, columns: index.columns.map((column) => column.name) })),
  ];
  const constraint =
    name("DATABASE.UNIQUE_VIOLATION", keys) ?? name("DATABASE.FOREIGN_KEY_VIOLATION", table.foreignKeys);
  return constraint === undefined ? {} : { constraint };
}

/** Not every database says which reference was broken; where one alone was written there is no doubt. A delete breaks others' references. */
function onlyReference(error: DataFlowError, definition: AnyModelDefinition, operation: Operation): readonly string[] {
  if (error.code !== "DATABASE.FOREIGN_KEY_VIOLATION") return [];
  const fieldOf = new Map([...definition.fields.values()].map((field) => [field.column, field]));
  const [reference, ...others] = definition
    .schemaTable()
    .foreignKeys.filter(({ columns }) => columns.some((column) => isWritten(fieldOf.get(column), operation)));
  return reference !== undefined && others.length === 0 ? reference.columns : [];
}

/** Values that are given fit, as they were checked; where one field alone is computed from what is stored, that one does not. */
function onlyComputed(definition: AnyModelDefinition, operation: Operation): readonly string[] {
  if (operation.kind !== "update") return [];
  const paths = Object.entries(operation.changes).flatMap(([key, to]) => {
    const keys = typeof to === "object" && to !== null ? Object.keys(to) : [];
    if (key.startsWith("$")) return keys;
    return keys.some((name) => name.startsWith("$")) ? [key] : [];
  });
  const [column, ...others] = new Set(paths.map((path) => definition.fields.get(path.split(".", 1)[0] ?? "")?.column));
  return column === undefined || others.length > 0 ? [] : [column];
}

function isWritten(field: ModelField | undefined, operation: Operation): boolean {
  if (field === undefined) return false;
  const { name, declaration } = field;
  switch (operation.kind) {
    case "insert": {
      const { input, conflictChanges = {} } = operation;
      const isGiven = (row: NodeValues) =>
        Object.hasOwn(row, name) ? row[name] !== null : declaration.default !== undefined;
      return Object.hasOwn(conflictChanges, name) || input.some(isGiven);
    }
    case "update":
      return Object.entries(operation.changes).some(([key, to]) => (key === name ? to !== null : key.startsWith("$")));
    case "updateEach":
      return true;
    default:
      return false;
  }
}

const SENTENCES: ReadonlyMap<string, { readonly message: string; readonly why: string; readonly fix: string }> =
  new Map([
    [
      "DATABASE.UNIQUE_VIOLATION",
      {
        message: "another row already has this value",
        why: "the field, or the fields together, are unique",
        fix: "use another value, change the stored row with update, or use upsert",
      },
    ],
    [
      "DATABASE.FOREIGN_KEY_VIOLATION",
      {
        message: "the row refers to one that is not there, or others still refer to it",
        why: "the field references another model, and the database keeps references whole",
        fix: "create the referenced row first; to delete a row that others refer to, delete those first or declare onDelete",
      },
    ],
    [
      "DATABASE.NOT_NULL_VIOLATION",
      {
        message: "the field must have a value",
        why: "the column does not take NULL",
        fix: "give the field a value, or declare it .optional()",
      },
    ],
    [
      "DATABASE.TRIGGER_REFUSED",
      {
        message: "a trigger of the table refuses the row",
        why: "the trigger, or a function that it calls, raised an error, whose message is not repeated because it may hold values",
        fix: "give what the trigger accepts; meta.function names what raised the error where the database tells",
      },
    ],
    [
      "DATABASE.VALUE_OUT_OF_RANGE",
      {
        message: "a value is too large or too long",
        why: "the column cannot hold what the row gives, or what an operator makes of the stored value",
        fix: "give a smaller value",
      },
    ],
    [
      "DATABASE.CHECK_VIOLATION",
      {
        message: "the value is not one that the table accepts",
        why: "a check constraint of the table refuses it",
        fix: "see meta.constraint for the rule",
      },
    ],
  ]);
