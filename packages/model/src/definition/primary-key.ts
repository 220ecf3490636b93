import type { FieldDeclaration } from "./field-declaration.ts";
import { primaryKeyProblem } from "./field-rules.ts";
import { type Finding, unknownName } from "./finding.ts";

/**
 * The fields of the primary key: those that the options list, or those that were declared so, or none.
 *
 * @param declared the declared fields
 * @param listed the option `primaryKey`
 */
export function primaryKeyNames(
  declared: ReadonlyMap<string, FieldDeclaration>,
  listed: readonly string[] | undefined,
): readonly string[] {
  if (listed !== undefined) return listed;
  return [...declared].filter(([, { isPrimaryKey }]) => isPrimaryKey).map(([name]) => name);
}

/**
 * The mistakes in the option `primaryKey`.
 *
 * @param model the model's name
 * @param declared the declared fields
 * @param listed the option
 */
export function primaryKeyFindings(
  model: string,
  declared: ReadonlyMap<string, FieldDeclaration>,
  listed: readonly unknown[] | undefined,
): readonly Finding[] {
  if (listed === undefined) return missingKeyFindings(model, declared);
  const path = `${model}.options.primaryKey`;
  const wrong = (problem: string, fix: string): Finding => ({
    subcode: "INVALID_OPTION",
    path,
    problem,
    why: "the primary key is a list of different required fields, said in one place",
    fix,
  });
  if (listed.length === 0) return [wrong("the list is empty", "name the fields of the key, or leave the option out")];
  if ([...declared.values()].some(({ isPrimaryKey }) => isPrimaryKey)) {
    return [wrong("fields are declared with .primaryKey() as well", "say it in one place")];
  }
  if (new Set(listed).size < listed.length) return [wrong("a field is named twice", "name each field once")];
  return listed.flatMap((name): readonly Finding[] => {
    if (typeof name !== "string") return [wrong("a name is not a text", "list the names of fields")];
    const declaration = declared.get(name);
    if (declaration === undefined) {
      return [unknownName({ subcode: "UNKNOWN_FIELD", path, what: "field" }, name, [...declared.keys()])];
    }
    return primaryKeyProblem(declaration).map((problem) => wrong(`"${name}": ${problem}`, "choose required scalars"));
  });
}

/** Without a key of its own a model gets one called `id`, so that name must be free. */
function missingKeyFindings(model: string, declared: ReadonlyMap<string, FieldDeclaration>): readonly Finding[] {
  if (!declared.has("id") || primaryKeyNames(declared, undefined).length > 0) return [];
  return [
    {
      subcode: "INVALID_FIELD",
      path: `${model}.id`,
      problem: "the field has the name of the generated primary key, but is not declared as the key",
      why: "a model without a primary key gets one called id",
      fix: "add .primaryKey() to it, make another field the key, or rename it",
    },
  ];
}
