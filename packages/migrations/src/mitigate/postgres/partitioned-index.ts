import { fitIdentifier } from "@dataflow/core";
import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import { quoteIdentifier, quoteText } from "../../dialects/sql-text.ts";
import type { PlanCheck, PlanSegment } from "../../plan/migration-plan.ts";
import { brief, outside, patient, piece } from "../pieces.ts";
import type { MitigationSubject, Transformation } from "../transformation.ts";
import { isPartitioned, namedTable } from "./statement-parts.ts";

/**
 * The index of a partitioned table is made without those of its partitions, these are built concurrently one by one, and
 * it takes them over: when it has all of them it is valid.
 */
export const partitionedIndex: Transformation = {
  name: "partitioned-index",
  category: "CONCURRENT_BUILD",
  transform({ step, sql, tree, earlier, later }, { objects }) {
    if (!("IndexStmt" in tree)) return undefined;
    const { idxname, relation } = tree.IndexStmt;
    const table = namedTable(relation);
    // ON ONLY is this way already, done by hand.
    if (!isPartitioned(objects.get(table.id)) || relation?.inh !== true) return undefined;
    const words = WORDS.exec(sql)?.groups;
    if (idxname === undefined || words?.what === undefined)
      return { obstacle: "an index without a name could not be found again after an interruption; give it one" };
    const nodes = nodesBelow(table.id, objects);
    const root: IndexName = { schema: table.path[0], name: idxname };
    const build = { step, root, unique: words.unique ?? "", what: words.what };
    return {
      description: `make ${idxname} without its partitions, build theirs concurrently one by one, and let it take them over`,
      before: earlier.length === 0 ? [] : [brief(piece(step, "first", earlier))],
      during: [],
      after: [
        brief(
          piece(step, "without partitions", [
            `CREATE ${build.unique}INDEX ${quoteIdentifier(idxname)} ON ONLY ${table.sql} ${build.what}`,
          ]),
        ),
        ...nodes.flatMap((node) => nodeSegments(node, build)),
        patient(piece(step, "look whether all are there", [], { checks: [wholeness(root)] })),
        ...(later.length === 0 ? [] : [brief(piece(step, "then", later))]),
      ],
    };
  },
};

const NAME = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const WORDS = new RegExp(
  String.raw`^\s*CREATE\s+(?<unique>UNIQUE\s+)?INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}\s+ON\s+${NAME}(?:\.${NAME})?\s*(?<what>(?:USING\b|\()[\s\S]*?)\s*$`,
  "iu",
);

interface IndexName {
  readonly schema: string;
  readonly name: string;
}

/** A table below the one that has the index, the inner ones after those that they hold. */
interface PartitionNode {
  readonly path: readonly string[];
  readonly isPartitioned: boolean;
  /** The name of the table above it; undefined for the one that has the index. */
  readonly above: readonly string[] | undefined;
}

function nodesBelow(root: ObjectId, objects: CatalogIndex, above?: readonly string[]): readonly PartitionNode[] {
  const parts = [...objects.values()].filter(
    (object): object is CatalogObject<"table"> =>
      object.kind === "table" && object.definition.partitionOf?.table === root,
  );
  return parts
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .flatMap((part) => {
      const node = { path: part.path, isPartitioned: isPartitioned(part), above };
      return [node, ...nodesBelow(part.id, objects, part.path)];
    });
}

/** A partition that nobody knew of, such as one in another database, leaves the index without a use. */
function wholeness({ schema, name }: IndexName): PlanCheck {
  const path = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
  return {
    after: 0,
    sql: `SELECT 1 FROM pg_catalog.pg_index WHERE indexrelid = ${quoteText(path)}::regclass AND NOT indisvalid`,
    message: `a partition has no index for ${name} to take over`,
  };
}

interface IndexBuild {
  readonly step: MitigationSubject["step"];
  readonly root: IndexName;
  readonly unique: string;
  /** The method, the columns, and what follows. */
  readonly what: string;
}

/** The index of a partition takes its place as soon as it is there: then no moment has to be found for all at once. */
function nodeSegments(node: PartitionNode, { step, root, unique, what }: IndexBuild): readonly PlanSegment[] {
  const own = nameOn(node.path, root);
  const above = node.above === undefined ? root : { schema: node.above[0] ?? "", name: nameOn(node.above, root) };
  const [schema = "", table = ""] = node.path;
  const on = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
  const create = `CREATE ${unique}INDEX ${node.isPartitioned ? "" : "CONCURRENTLY "}${quoteIdentifier(own)} ON ${node.isPartitioned ? "ONLY " : ""}${on} ${what}`;
  const attach = `ALTER INDEX ${quoteIdentifier(above.schema)}.${quoteIdentifier(above.name)} ATTACH PARTITION ${quoteIdentifier(schema)}.${quoteIdentifier(own)}`;
  if (node.isPartitioned) return [brief(piece(step, `of ${table}`, [create, attach]))];
  return [
    outside(piece(step, `build on ${table}`, [create], { operation: "createIndex" })),
    brief(piece(step, `take over that of ${table}`, [attach])),
  ];
}

function nameOn(path: readonly string[], { name }: IndexName): string {
  return fitIdentifier(`${path[1] ?? ""}_${name}`);
}
