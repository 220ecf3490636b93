import type { ObjectId } from "../../catalog/object-id.ts";
import type { ObjectKind } from "../../catalog/object-kind.ts";
import { OBJECT_KINDS } from "../../catalog/object-kind.ts";
import { quoteIdentifier } from "../../dialects/sql-text.ts";
import { isIdentitySequence, onIdentitySequence, SEQUENCE_NAME } from "./identity-sequence.ts";
import { quotePath } from "./names.ts";
import { argumentsOf } from "./routine-name.ts";

/** What a comment or a privilege is on. */
export interface Target {
  readonly on: ObjectId;
  readonly path: readonly string[];
  /** The object that it is, or that it is a part of. */
  readonly parent?: ObjectId | undefined;
}

/** What statements call the kinds that have a name of their own. */
const WORDS: ReadonlyMap<ObjectKind, string> = new Map([
  ["schema", "SCHEMA"],
  ["extension", "EXTENSION"],
  ["collation", "COLLATION"],
  ["enum", "TYPE"],
  ["composite", "TYPE"],
  ["range", "TYPE"],
  ["domain", "DOMAIN"],
  ["sequence", "SEQUENCE"],
  ["function", "ROUTINE"],
  ["aggregate", "ROUTINE"],
  ["table", "TABLE"],
  ["column", "COLUMN"],
  ["index", "INDEX"],
  ["statistics", "STATISTICS"],
  ["view", "VIEW"],
  ["materializedView", "MATERIALIZED VIEW"],
  ["publication", "PUBLICATION"],
  ["eventTrigger", "EVENT TRIGGER"],
]);

/** What statements call the kinds that are named together with what they are on. */
const ATTACHED: ReadonlyMap<ObjectKind, string> = new Map([
  ["constraint", "CONSTRAINT"],
  ["rule", "RULE"],
  ["trigger", "TRIGGER"],
  ["policy", "POLICY"],
]);

/**
 * What a comment is on, as COMMENT ON names it.
 *
 * @param target the target
 * @returns `TABLE "public"."orders"`, `TRIGGER "t" ON "public"."orders"`
 */
export function commentTarget(target: Target): string {
  const kind = kindOf(target.on);
  const attached = ATTACHED.get(kind);
  if (attached !== undefined) {
    const owner = quotePath(target.path.slice(0, -1));
    const domain = target.parent?.startsWith("domain ") ? "DOMAIN " : "";
    return `${attached} ${quoteIdentifier(target.path.at(-1) ?? "")} ON ${domain}${owner}`;
  }
  return nameOf(target, wordFor(kind));
}

/**
 * What privileges are on, as GRANT names it.
 *
 * @param target the target
 * @returns the name, and the column for those on a column
 */
export function grantTarget(target: Target): { readonly on: string; readonly columns?: string } {
  const kind = kindOf(target.on);
  if (kind === "column") {
    const columns = ` (${quoteIdentifier(target.path.at(-1) ?? "")})`;
    return { on: `TABLE ${quotePath(target.path.slice(0, -1))}`, columns };
  }
  return { on: nameOf(target, kind === "view" || kind === "materializedView" ? "TABLE" : wordFor(kind)) };
}

/** A word for the kind, and the name; for the sequence of an identity column what stands for its name. */
function nameOf(target: Target, word: string): string {
  const name = isIdentitySequence(target) ? SEQUENCE_NAME : quotePath(target.path);
  return `${word} ${name}${argumentsOf(target.on, kindOf(target.on), target.path)}`;
}

/**
 * A statement about a target that can be run.
 *
 * @param statement the statement with the target's name
 * @param target the target
 * @returns the statement, or one that finds the name first
 */
export function aboutTarget(statement: string, target: Target): string {
  return isIdentitySequence(target) ? onIdentitySequence(statement, target.path) : statement;
}

/** The kind that an identity begins with. */
export function kindOf(id: ObjectId): ObjectKind {
  const word = id.slice(0, id.indexOf(" "));
  const kind = OBJECT_KINDS.find((one) => one === word);
  if (kind === undefined) throw new TypeError(`${id} is no identity of an object`);
  return kind;
}

function wordFor(kind: ObjectKind): string {
  const word = WORDS.get(kind);
  if (word === undefined) throw new TypeError(`a ${kind} has no name for statements`);
  return word;
}
