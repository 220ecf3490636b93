import type { AlterDomainStmt, CreateDomainStmt, CreateEnumStmt } from "@pgsql/types";
import type { EffectsDraft } from "../effects-draft.ts";
import type { Oid, TypeFact } from "../facts.ts";
import { nameOfTexts, texts } from "../tree.ts";
import { columnType } from "../type-names.ts";

/** ALTER DOMAIN: a rule for all values is checked in every table that has a column of the domain. */
export function alterDomain(statement: AlterDomainStmt, draft: EffectsDraft): void {
  const domain = draft.model.type(nameOfTexts(texts(statement.typeName)));
  if (domain === undefined) {
    draft.unknown("a domain that is not there");
    return;
  }
  switch (statement.subtype) {
    case "O": // SET NOT NULL
      checkUsers(domain.oid, draft);
      draft.model.setType({ ...domain, isNotNull: true });
      return;
    case "N": // DROP NOT NULL
      draft.model.setType({ ...domain, isNotNull: false });
      return;
    case "C":
      addCheck(statement, domain, draft);
      return;
    case "V":
      validate(statement, domain, draft);
      return;
    case "X":
      dropCheck(statement, domain, draft);
      return;
    default:
  }
}

function addCheck({ def }: AlterDomainStmt, domain: TypeFact, draft: EffectsDraft): void {
  if (def === undefined || !("Constraint" in def)) return;
  const isValidated = def.Constraint.skip_validation !== true;
  if (isValidated) checkUsers(domain.oid, draft);
  const oid = draft.model.newOid();
  draft.model.constraints.set(oid, {
    oid,
    name: def.Constraint.conname ?? "",
    type: "c",
    table: null,
    domain: domain.oid,
    isValidated,
    isEnforced: true,
    columns: [],
    references: null,
    referencedColumns: [],
    index: null,
    parent: null,
    expression: null,
  });
}

function validate({ name }: AlterDomainStmt, domain: TypeFact, draft: EffectsDraft): void {
  for (const constraint of constraintsOf(domain, name, draft)) {
    // The server checks again what is valid already.
    checkUsers(domain.oid, draft);
    draft.model.constraints.set(constraint.oid, { ...constraint, isValidated: true });
  }
}

function dropCheck({ name }: AlterDomainStmt, domain: TypeFact, draft: EffectsDraft): void {
  for (const { oid } of constraintsOf(domain, name, draft)) draft.model.constraints.delete(oid);
}

function constraintsOf(domain: TypeFact, name: string | undefined, { model }: EffectsDraft) {
  return [...model.constraints.values()].filter(
    (constraint) => constraint.domain === domain.oid && constraint.name === name,
  );
}

/** All tables with a column of the domain, or of a domain over it, are locked and read. */
function checkUsers(domain: Oid, draft: EffectsDraft): void {
  const { model } = draft;
  const types = new Set([domain]);
  // A set gives what is added to it while it is gone through.
  for (const type of types) {
    for (const { oid, kind, base } of model.types.values()) if (kind === "d" && base === type) types.add(oid);
  }
  for (const { oid, kind } of model.relations.values()) {
    if (kind !== "r" && kind !== "p" && kind !== "m") continue;
    if (!model.columns(oid).some(({ type }) => types.has(type))) continue;
    draft.lock(oid, "SHARE");
    draft.scan(oid);
  }
}

/** CREATE DOMAIN. */
export function createDomain(statement: CreateDomainStmt, draft: EffectsDraft): void {
  const { model } = draft;
  const base = columnType(statement.typeName, model);
  const domain = newType(nameOfTexts(texts(statement.domainname)), "d", draft);
  const kinds = (statement.constraints ?? []).flatMap((node) =>
    "Constraint" in node ? [node.Constraint.contype] : [],
  );
  model.setType({
    ...domain,
    base: base?.type ?? null,
    baseModifier: base?.modifier ?? -1,
    collation: model.types.get(base?.type ?? "")?.collation ?? "0",
    // A CHECK has the same consequences for columns of the domain.
    isNotNull: kinds.includes("CONSTR_NOTNULL") || kinds.includes("CONSTR_CHECK"),
  });
}

/** CREATE TYPE … AS ENUM. */
export function createEnum(statement: CreateEnumStmt, draft: EffectsDraft): void {
  draft.model.setType(newType(nameOfTexts(texts(statement.typeName)), "e", draft));
}

function newType(
  written: { schema?: string | undefined; name: string },
  kind: string,
  { model }: EffectsDraft,
): TypeFact {
  return {
    oid: model.newOid(),
    schema: written.schema ?? model.creationSchema,
    name: written.name,
    kind,
    base: null,
    baseModifier: -1,
    isNotNull: false,
    element: null,
    array: null,
    collation: "0",
    isPreferred: false,
  };
}
