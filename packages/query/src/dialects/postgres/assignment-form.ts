import { isDocumentAssignment } from "../../ast/assignment-node.ts";
import { documentParameter, documentShape, printDocument } from "../json/document-assignment.ts";
import type { AssignmentForm, Column } from "../query-dialect.ts";
import { unexpectedValue } from "../scalar-encoding.ts";
import { collationOf } from "./bytewise.ts";
import type { PostgresCodec } from "./codecs/codec.ts";
import { postgresJsonDialect } from "./json-dialect.ts";
import { postgresTexts } from "./leaf-forms.ts";

/** An array travels through jsonb, and comes back element by element. */
function documentOf({ sql, codec, field }: Column<PostgresCodec>, print: (document: string) => string): string {
  if (field.type.kind !== "array") return print(postgresJsonDialect.steps.document(sql));
  const list = `ARRAY(SELECT e.v FROM jsonb_array_elements_text(j.v) WITH ORDINALITY AS e(v, n) ORDER BY e.n)::${codec.sqlType}`;
  return `(SELECT CASE WHEN j.v IS NOT NULL THEN ${list} END FROM (SELECT ${print(`to_jsonb(${sql})`)} AS v OFFSET 0) AS j)`;
}

/** How PostgreSQL changes a column. Its own types watch over ranges and round decimals to their scale. */
export const postgresAssignments: AssignmentForm<PostgresCodec> = {
  shape: (changes) => documentShape(changes, postgresTexts),
  bind: (node, column, parameters) => {
    const { codec } = column;
    const { operator, value } = node;
    if (isDocumentAssignment(node)) parameters.push(documentParameter(node.value, column, postgresJsonDialect));
    else if (operator !== "currentTimestamp") parameters.push(value === null ? null : codec.encode(value));
  },
  print: (node, column, place) => {
    const { sql, codec, field } = column;
    if (isDocumentAssignment(node)) {
      return documentOf(column, (document) =>
        printDocument(node.value, { document, parameter: place(), column }, postgresJsonDialect),
      );
    }
    const collation = collationOf(field.type);
    switch (node.operator) {
      case "set":
        return place();
      case "inc":
        return `coalesce(${sql}, 0) + ${place()}::${codec.sqlType}`;
      case "mul":
        return `coalesce(${sql}, 0) * ${place()}::${codec.sqlType}`;
      case "min":
        return `least(${sql}, ${place()}::${codec.sqlType}${collation})`;
      case "max":
        return `greatest(${sql}, ${place()}::${codec.sqlType}${collation})`;
      case "currentTimestamp":
        return "date_trunc('milliseconds', statement_timestamp())";
      case "document":
        throw unexpectedValue(node.value);
    }
  },
};
