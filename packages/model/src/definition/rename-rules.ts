import { snakeCase } from "../naming/snake-case.ts";
import type { FieldDeclaration } from "./field-declaration.ts";
import type { Finding } from "./finding.ts";
import { databaseNameFindings } from "./names.ts";

/**
 * The mistakes in what fields say about their former names: a name that is still in use, or that two fields claim.
 *
 * @param model the model's name
 * @param fields all fields
 */
export function renameFindings(model: string, fields: ReadonlyMap<string, FieldDeclaration>): readonly Finding[] {
  const columns = new Map([...fields].map(([name, { columnName }]) => [columnName ?? snakeCase(name), name]));
  const claimed = new Map<string, string>();
  return [...fields].flatMap(([name, { renamedFrom }]) => {
    if (renamedFrom === undefined) return [];
    const path = `${model}.${name}.renamedFrom`;
    if (typeof renamedFrom !== "string") return databaseNameFindings(path, renamedFrom);
    const from = snakeCase(renamedFrom);
    const [owner, rival] = [columns.get(from), claimed.get(from)];
    claimed.set(from, name);
    if (owner !== undefined) return [problem(path, `"${renamedFrom}" is the name of the field ${owner}`)];
    return rival === undefined ? [] : [problem(path, `the field ${rival} was renamed from "${renamedFrom}" too`)];
  });
}

function problem(path: string, text: string): Finding {
  return {
    subcode: "INVALID_FIELD",
    path,
    problem: text,
    why: "the values of a column go to one field, and only when they are nobody else's",
    fix: "correct the former name, or remove renamedFrom",
  };
}
