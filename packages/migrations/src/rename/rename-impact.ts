import type { Connection } from "@dataflow/database";
import type { Catalog } from "../catalog/catalog.ts";
import type { CatalogObject } from "../catalog/catalog-object.ts";
import { type ObjectId, objectId } from "../catalog/object-id.ts";
import { analyzeDependencies } from "../dependencies/analyze-dependencies.ts";
import type { Dependency, DependencyKind, DependencyReport } from "../dependencies/dependency.ts";
import type { AliasSource } from "../dialects/alias-dialect.ts";
import { aliasDialect } from "../dialects/alias-dialects.ts";
import { freezeDeep } from "../snapshot/freeze-deep.ts";
import { aliasSource, type RenameNames } from "./renamed-catalog.ts";

/** What a rename comes to, before anything is done. */
export interface RenameImpact {
  /** What is renamed: a table, or a column. */
  readonly subject: ObjectId;
  readonly currentName: string;
  readonly newName: string;
  /** The fingerprint of the catalog that was looked at. */
  readonly fingerprint: string;
  /** Everything that depends on it, the nearest first. */
  readonly totalDependencies: readonly Dependency[];
  readonly viewDependencies: readonly Dependency[];
  /** Foreign keys of it and to it. */
  readonly fkDependencies: readonly Dependency[];
  /** Functions and procedures. */
  readonly procedureDependencies: readonly Dependency[];
  readonly triggerDependencies: readonly Dependency[];
  readonly indexDependencies: readonly Dependency[];
  readonly sequenceDependencies: readonly Dependency[];
  readonly policyDependencies: readonly Dependency[];
  /** Those of all other kinds. */
  readonly otherDependencies: readonly Dependency[];
  /** Whether both names can be made to work, and nothing speaks against it. */
  readonly canRenameSafely: boolean;
  /** What speaks against it, one sentence each. */
  readonly reasons: readonly string[];
  /** Those of the reasons that hold without an alias, too. */
  readonly nameProblems: readonly string[];
  /** What keeps working and should be looked at, one sentence each. */
  readonly warnings: readonly string[];
  /** What a table can do and the old name cannot while it is a view, one sentence each. */
  readonly aliasLimits: readonly string[];
  /** What could not be found out, one sentence each; with an entry here nothing is called safe. */
  readonly unknown: readonly string[];
  readonly names: RenameNames;
}

/** What an impact is made from. */
export interface ImpactSource {
  readonly catalog: Catalog;
  readonly fingerprint: string;
  readonly subject: CatalogObject;
  readonly currentName: string;
  readonly newName: string;
  readonly names: RenameNames;
  /** What is wrong with the new name. */
  readonly problems: readonly string[];
}

/**
 * Looks at what a rename would come to. It writes nothing.
 *
 * @param connection the database
 * @param source the rename, with its names worked out
 * @returns the impact, frozen
 */
export async function renameImpact(connection: Connection, source: ImpactSource): Promise<RenameImpact> {
  const { subject, currentName, newName, fingerprint, names, catalog, problems } = source;
  const report = await analyzeDependencies(catalog, subject);
  const alias = aliasSource(catalog, names);
  const dialect = aliasDialect(connection.dialect);
  const reasons = [...problems, ...(alias === undefined || problems.length > 0 ? [] : dialect.obstacles(alias))];
  return freezeDeep({
    subject: subject.id,
    currentName,
    newName,
    fingerprint,
    ...sorted(report.dependencies),
    canRenameSafely: reasons.length === 0 && report.unknown.length === 0,
    reasons,
    nameProblems: problems,
    warnings: warningsOf(report, currentName),
    aliasLimits: alias === undefined ? [] : limitsOf(dialect, alias),
    unknown: report.unknown,
    names,
  });
}

function limitsOf(dialect: ReturnType<typeof aliasDialect>, alias: AliasSource): readonly string[] {
  return dialect.limits(alias);
}

const GROUPS = {
  viewDependencies: ["view", "materialized view"],
  fkDependencies: ["foreign key"],
  procedureDependencies: ["function"],
  triggerDependencies: ["trigger"],
  indexDependencies: ["index"],
  sequenceDependencies: ["sequence"],
  policyDependencies: ["policy"],
} as const satisfies Record<string, readonly DependencyKind[]>;

function sorted(all: readonly Dependency[]) {
  const of = (kinds: readonly DependencyKind[]) => all.filter(({ dependencyType }) => kinds.includes(dependencyType));
  const grouped = new Set<DependencyKind>(Object.values(GROUPS).flat());
  return {
    totalDependencies: all,
    viewDependencies: of(GROUPS.viewDependencies),
    fkDependencies: of(GROUPS.fkDependencies),
    procedureDependencies: of(GROUPS.procedureDependencies),
    triggerDependencies: of(GROUPS.triggerDependencies),
    indexDependencies: of(GROUPS.indexDependencies),
    sequenceDependencies: of(GROUPS.sequenceDependencies),
    policyDependencies: of(GROUPS.policyDependencies),
    otherDependencies: all.filter(({ dependencyType }) => !grouped.has(dependencyType)),
  };
}

/** What the database records follows the rename by itself; what only a body of code names does not. */
function warningsOf({ dependencies }: DependencyReport, name: string): readonly string[] {
  return dependencies.flatMap(({ dependencyType, objectName, known }) => {
    if (known === "recorded") return [];
    const how = known === "parsed" ? "names" : "may name";
    return [
      `the ${dependencyType} ${objectName} ${how} ${name} in its body: it works through the alias, and breaks when that goes`,
    ];
  });
}

/** The identity of a table by its names. */
export function tableId(schema: string | undefined, name: string): ObjectId {
  return objectId("table", schema === undefined ? [name] : [schema, name]);
}
