import { definitionHash } from "../../catalog/catalog-fingerprint.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import { objectId } from "../../catalog/object-id.ts";
import { isSign, isWord, printName, type SqliteToken, sqliteTokens } from "../../introspect/sqlite/sqlite-tokens.ts";
import type { PlanFacts } from "../operation-type.ts";

/**
 * A trigger that copies each new row into a virtual table knows how the rows that are there already get in: a virtual
 * table that comes with the trigger would stay empty otherwise, and one whose trigger changes would keep what the old
 * one put there; searches would be wrong without a word.
 *
 * @param trigger a trigger that is created
 * @param facts both catalogs
 * @returns the statements that copy the rows there are; none when there is nothing of the kind
 */
export function fillingSql(trigger: CatalogObject<"trigger">, facts: PlanFacts): readonly string[] {
  const owner = trigger.parent === undefined ? undefined : facts.actual.get(trigger.parent);
  const copy = rowCopy(trigger.definition.sql);
  if (owner === undefined || copy === undefined) return [];
  const target = facts.desired.get(objectId("table", [copy.target]));
  const virtual = target?.kind === "table" ? (target.definition.virtual ?? "") : "";
  if (target === undefined || !/^fts5\b/i.test(virtual)) return [];
  const [before, words] = [facts.actual.get(trigger.id), printName(copy.target)];
  const isSame = before?.kind === "trigger" && before.definition.sql === trigger.definition.sql;
  // One that keeps the texts itself may have others than those of the trigger, and cannot be emptied by a word.
  const keepsTexts = !/\bcontent\s*=/i.test(virtual);
  if ((isSame || keepsTexts) && isUnchanged(target, facts)) return [];
  const [into, from] = [copy.into.map(printName).join(", "), copy.from.map(printName).join(", ")];
  return [
    ...(keepsTexts ? [] : [`INSERT INTO ${words} (${words}) VALUES ('delete-all')`]),
    `INSERT INTO ${words} (${into}) SELECT ${from} FROM ${printName(owner.path[0] ?? "")}`,
  ];
}

function isUnchanged(target: CatalogObject, facts: PlanFacts): boolean {
  const before = facts.actual.get(target.id);
  return before !== undefined && definitionHash(before) === definitionHash(target);
}

interface RowCopy {
  readonly target: string;
  readonly into: readonly string[];
  readonly from: readonly string[];
}

/** `… AFTER INSERT ON t BEGIN INSERT INTO v (a, b) VALUES (new.x, new.y); END`, and nothing beside. */
function rowCopy(sql: string): RowCopy | undefined {
  const tokens = sqliteTokens(sql);
  const begin = tokens.findIndex((token) => isWord(token, "BEGIN"));
  const head = tokens.slice(0, begin);
  const isAfterInsert = head.some((token, at) => isWord(token, "AFTER") && isWord(head[at + 1], "INSERT"));
  const isConditional = head.some((token) => isWord(token, "WHEN"));
  const [insert, intoWord, target, ...rest] = tokens.slice(begin + 1);
  if (begin < 0 || !isAfterInsert || isConditional || target === undefined) return undefined;
  if (!isWord(insert, "INSERT") || !isWord(intoWord, "INTO")) return undefined;
  const values = rest.findIndex((token) => isWord(token, "VALUES"));
  const end = rest.findIndex((token) => isSign(token, ";"));
  if (values < 0 || end < 0 || !isWord(rest[end + 1], "END")) return undefined;
  const into = listOf(rest.slice(0, values), 1);
  const from = listOf(rest.slice(values + 1, end), 3);
  return into === undefined || from === undefined ? undefined : { target: target.value, into, from };
}

/** The names in `(a, b)`, or in `(new.a, new.b)`, where each takes three tokens. */
function listOf(tokens: readonly SqliteToken[], size: 1 | 3): readonly string[] | undefined {
  const inner = tokens.slice(1, -1);
  const names: string[] = [];
  for (let at = 0; at < inner.length; at += size + 1) {
    const [part, comma] = [inner.slice(at, at + size), inner[at + size]];
    const isNew = size === 1 || (part[0]?.value.toLowerCase() === "new" && isSign(part[1], "."));
    const name = part[size - 1];
    if (!isNew || name === undefined || (comma !== undefined && !isSign(comma, ","))) return undefined;
    names.push(name.value);
  }
  return names;
}
