import type { CreateFunctionStmt, Node, RuleStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";
import { namedRelations } from "../queries.ts";
import { nameOfRange, texts } from "../tree.ts";
import { lockNamed } from "./attachments.ts";

/** CREATE RULE looks at what its actions name. */
export function createRule({ relation, actions = [], whereClause }: RuleStmt, draft: EffectsDraft): void {
  lockNamed(relation, "ACCESS EXCLUSIVE", draft);
  lookAt([...actions, ...(whereClause === undefined ? [] : [whereClause])], draft);
}

/** What queries name is locked as if they ran, and not read. */
function lookAt(queries: readonly Node[], draft: EffectsDraft): void {
  for (const query of queries) {
    for (const { oid } of namedRelations(query, draft)) draft.lock(oid, "ACCESS SHARE");
    const changed =
      "InsertStmt" in query
        ? query.InsertStmt.relation
        : "UpdateStmt" in query
          ? query.UpdateStmt.relation
          : "DeleteStmt" in query
            ? query.DeleteStmt.relation
            : undefined;
    const target = changed === undefined ? undefined : draft.model.relation(nameOfRange(changed));
    if (target !== undefined) draft.lock(target.oid, "ROW EXCLUSIVE");
  }
}

/**
 * CREATE FUNCTION. The server looks at what the body of one in SQL names; as text it is not parsed here, so every
 * relation whose name is in it counts.
 */
export function createFunction(statement: CreateFunctionStmt, draft: EffectsDraft): void {
  const { model } = draft;
  // It may give another value each time; a later statement that says otherwise is not waited for.
  const name = texts(statement.funcname).at(-1);
  if (name !== undefined) model.volatileFunctions.add(name);
  const options = (statement.options ?? []).flatMap((node) => ("DefElem" in node ? [node.DefElem] : []));
  const language = options.find(({ defname }) => defname === "language")?.arg;
  if (statement.sql_body !== undefined) lookAt([statement.sql_body], draft);
  if (language === undefined || !("String" in language) || language.String.sval?.toLowerCase() !== "sql") return;
  const body = options.find(({ defname }) => defname === "as")?.arg;
  const text = body !== undefined && "List" in body ? texts(body.List.items).join(" ") : "";
  for (const { word, isChanged } of namesIn(text)) {
    const relation = model.relation({ name: word });
    if (relation !== undefined) draft.lock(relation.oid, isChanged ? "ROW EXCLUSIVE" : "ACCESS SHARE");
  }
}

interface NameInText {
  readonly word: string;
  /** Whether it stands where rows are changed. */
  readonly isChanged: boolean;
}

function namesIn(text: string): readonly NameInText[] {
  const names = text.matchAll(
    /(?<change>\b(?:insert\s+into|update|delete\s+from)\s+)?(?:[\w"]+\.)?(?:"(?<quoted>[^"]+)"|(?<plain>[\p{L}_][\p{L}\p{N}_$]*))/giu,
  );
  return [...names].map(({ groups }) => ({
    word: groups?.quoted ?? (groups?.plain ?? "").toLowerCase(),
    isChanged: groups?.change !== undefined,
  }));
}
