import type { FieldDeclaration } from "./field-declaration.ts";
import { type Finding, unknownName } from "./finding.ts";
import { parseIndexField } from "./index-field.ts";
import { databaseNameFindings } from "./names.ts";

const INDEX_OPTIONS = ["fields", "unique", "name"];

/**
 * The mistakes in the option `indexes`.
 *
 * @param model the model's name
 * @param fields all fields of the model
 * @param indexes the option
 */
export function indexFindings(
  model: string,
  fields: ReadonlyMap<string, FieldDeclaration>,
  indexes: readonly unknown[],
): readonly Finding[] {
  return indexes.flatMap((index, position) => oneIndex(`${model}.options.indexes.${position}`, fields, index));
}

function oneIndex(path: string, known: ReadonlyMap<string, FieldDeclaration>, index: unknown): readonly Finding[] {
  if (typeof index !== "object" || index === null || Array.isArray(index)) {
    return [wrong(path, "the index is not an object", 'write { fields: ["status", "-createdAt"] }')];
  }
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(index));
  const findings: Finding[] = [...given.keys()]
    .filter((name) => !INDEX_OPTIONS.includes(name))
    .map((name) => unknownName({ subcode: "UNKNOWN_OPTION", path, what: "option of an index" }, name, INDEX_OPTIONS));
  const unique = given.get("unique");
  if (unique !== undefined && typeof unique !== "boolean") {
    findings.push(wrong(`${path}.unique`, "the option must be true or false", "give true or false"));
  }
  if (given.get("name") !== undefined) findings.push(...databaseNameFindings(`${path}.name`, given.get("name")));
  return [...findings, ...indexFieldFindings(`${path}.fields`, known, given.get("fields"))];
}

function indexFieldFindings(
  path: string,
  known: ReadonlyMap<string, FieldDeclaration>,
  fields: unknown,
): readonly Finding[] {
  if (!Array.isArray(fields) || fields.length === 0) {
    return [wrong(path, "the index names no fields", 'list them: ["status", "-createdAt"]')];
  }
  const names: unknown[] = fields.map((entry: unknown) =>
    typeof entry === "string" ? parseIndexField(entry).field : entry,
  );
  if (new Set(names).size < names.length) return [wrong(path, "a field is named twice", "name each field once")];
  return names.flatMap((name): readonly Finding[] => {
    if (typeof name !== "string") return [wrong(path, "a name is not a text", "list the names of fields")];
    const declaration = known.get(name);
    if (declaration === undefined) {
      return [unknownName({ subcode: "UNKNOWN_FIELD", path, what: "field" }, name, [...known.keys()])];
    }
    if (declaration.type.kind !== "json") return [];
    return [wrong(path, `"${name}" is JSON and cannot be indexed as a whole`, "index a field of its own instead")];
  });
}

/**
 * The mistakes in the option `textSearch`.
 *
 * @param model the model's name
 * @param known all fields of the model
 * @param fields the option
 */
export function textSearchFindings(
  model: string,
  known: ReadonlyMap<string, FieldDeclaration>,
  fields: readonly unknown[],
): readonly Finding[] {
  const path = `${model}.options.textSearch`;
  const mistake = (problem: string, fix: string): Finding => ({
    ...wrong(path, problem, fix),
    why: "a search goes through the words of texts, each field once",
  });
  if (new Set(fields).size < fields.length) return [mistake("a field is named twice", "name each field once")];
  return fields.flatMap((name): readonly Finding[] => {
    if (typeof name !== "string") return [mistake("a name is not a text", "list the names of fields")];
    const declaration = known.get(name);
    if (declaration === undefined)
      return [unknownName({ subcode: "UNKNOWN_FIELD", path, what: "field" }, name, [...known.keys()])];
    return declaration.type.kind === "text"
      ? []
      : [mistake(`"${name}" holds no text`, "name fields made with field.text()")];
  });
}

function wrong(path: string, problem: string, fix: string): Finding {
  return {
    subcode: "INVALID_OPTION",
    path,
    problem,
    why: "an index is a list of different fields, each ascending or (with a dash before it) descending",
    fix,
  };
}
