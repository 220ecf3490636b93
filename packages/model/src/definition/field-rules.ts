import { suggestion } from "@dataflow/core";
import { defaultProblem } from "./default-value.ts";
import type { FieldDeclaration, FieldReference } from "./field-declaration.ts";
import { type Finding, unknownName } from "./finding.ts";
import { databaseNameFindings, fieldNameFindings } from "./names.ts";

const ACTIONS = ["no action", "restrict", "cascade", "set null", "set default"];
const REFERENCE_OPTIONS = ["field", "as", "inverse", "onDelete", "onUpdate"];

/** A field and where it stands. */
interface PlacedField {
  readonly path: string;
  readonly name: string;
  readonly declaration: FieldDeclaration;
}

/**
 * The mistakes in the declaration of a field.
 *
 * @param model the model's name
 * @param name the field's name
 * @param declaration what was said about it
 */
export function fieldFindings(model: string, name: string, declaration: FieldDeclaration): readonly Finding[] {
  const placed = { path: `${model}.${name}`, name, declaration };
  return [
    ...columnNameFindings(placed),
    ...keyFindings(placed),
    ...uniquenessFindings(placed),
    ...defaultFindings(placed),
    ...validatorFindings(placed),
    ...referenceFindings(placed),
  ];
}

function columnNameFindings({ path, declaration }: PlacedField): readonly Finding[] {
  return declaration.columnName === undefined ? [] : databaseNameFindings(`${path}.column`, declaration.columnName);
}

function keyFindings({ path, declaration }: PlacedField): readonly Finding[] {
  if (!declaration.isPrimaryKey) return [];
  return primaryKeyProblem(declaration).map((problem) => ({
    subcode: "INVALID_FIELD",
    path,
    problem,
    why: "every row is found by its primary key, so the key is always there and can be compared",
    fix: "remove .primaryKey() here, or make the field a required scalar",
  }));
}

/**
 * What keeps a field from being part of a primary key.
 *
 * @param declaration what was said about the field
 * @returns the rest of a sentence that begins with the field; none when it can be
 */
export function primaryKeyProblem({ isOptional, type }: FieldDeclaration): readonly string[] {
  if (isOptional) return ["an optional field cannot be part of the primary key"];
  if (type.kind === "json" || type.kind === "array")
    return [`a field of kind ${type.kind} cannot be part of the primary key`];
  return [];
}

function uniquenessFindings({ path, declaration }: PlacedField): readonly Finding[] {
  const { type, isUnique, isIndexed } = declaration;
  if (type.kind !== "json" || !(isUnique || isIndexed)) return [];
  return [
    {
      subcode: "INVALID_FIELD",
      path,
      problem: `a field of kind json cannot be ${isUnique ? "unique" : "indexed"} as a whole`,
      why: "databases disagree on when two JSON values are equal",
      fix: "move what is to be compared into a field of its own",
    },
  ];
}

function defaultFindings({ path, declaration }: PlacedField): readonly Finding[] {
  const problem = defaultProblem(declaration);
  if (problem === undefined) return [];
  return [
    {
      subcode: "INVALID_DEFAULT",
      path: `${path}.default`,
      problem: problem.problem,
      why: "a default is stored like any other value of the field, and is written into the table's definition",
      fix: problem.fix,
    },
  ];
}

function validatorFindings({ path, declaration }: PlacedField): readonly Finding[] {
  if (declaration.validators.every(isStandardSchema)) return [];
  return [
    {
      subcode: "INVALID_FIELD",
      path: `${path}.validate`,
      problem: "what was given is not a Standard Schema",
      why: "values are checked through the interface that zod, valibot and arktype share (`~standard`)",
      fix: "pass a schema: .validate(z.string().email())",
    },
  ];
}

function isStandardSchema(schema: unknown): boolean {
  if ((typeof schema !== "object" && typeof schema !== "function") || schema === null) return false;
  const standard: unknown = Reflect.get(schema, "~standard");
  return typeof standard === "object" && standard !== null && typeof Reflect.get(standard, "validate") === "function";
}

function referenceFindings(placed: PlacedField): readonly Finding[] {
  const { references } = placed.declaration;
  if (references === undefined) return [];
  const path = `${placed.path}.references`;
  const unknown = Object.keys(references).filter((name) => name !== "target" && !REFERENCE_OPTIONS.includes(name));
  return [
    ...unknown.map((name) => unknownName({ subcode: "UNKNOWN_OPTION", path, what: "option" }, name, REFERENCE_OPTIONS)),
    ...(references.as === undefined ? [] : fieldNameFindings(`${path}.as`, references.as)),
    ...(references.inverse === undefined ? [] : fieldNameFindings(`${path}.inverse`, references.inverse)),
    ...referenceProblems(placed.declaration, references).map(
      ({ problem, fix }): Finding => ({
        subcode: "INVALID_REFERENCE",
        path,
        problem,
        why: "a reference is kept by the database, which must be able to do what it says",
        fix,
      }),
    ),
  ];
}

interface ReferenceProblem {
  readonly problem: string;
  readonly fix: string;
}

function referenceProblems(declaration: FieldDeclaration, references: FieldReference): readonly ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const { target, field } = references;
  if (typeof target !== "function" && target !== "self") {
    problems.push({
      problem: 'the target is neither a function nor "self"',
      fix: "write .references(() => User), so that the model may be declared later",
    });
  }
  if (field !== undefined && typeof field !== "string") {
    problems.push({ problem: "the name of the field referred to is not a text", fix: 'write { field: "email" }' });
  }
  if (declaration.type.kind === "json" || declaration.type.kind === "array") {
    problems.push({
      problem: `a field of kind ${declaration.type.kind} cannot be a reference`,
      fix: "use a scalar of the same kind as the field referred to",
    });
  }
  for (const when of ["onDelete", "onUpdate"] as const)
    problems.push(...actionProblems(declaration, when, references[when]));
  return problems;
}

function actionProblems(
  declaration: FieldDeclaration,
  when: "onDelete" | "onUpdate",
  action: string | undefined,
): readonly ReferenceProblem[] {
  if (action === undefined) return [];
  if (!ACTIONS.includes(action)) {
    return [{ problem: `${when} has no action "${action}"`, fix: suggestion(String(action), ACTIONS) }];
  }
  if (action === "set null" && !declaration.isOptional) {
    return [
      { problem: `${when} is "set null", but the field is required`, fix: "add .optional(), or choose another action" },
    ];
  }
  if (action === "set default" && declaration.default?.kind !== "value") {
    return [{ problem: `${when} is "set default", but the column has no default`, fix: "add .default(value)" }];
  }
  return [];
}
