import type { Connection } from "@dataflow/database";

/** A part of a plan, as the server writes it. */
interface PlanPart {
  readonly "Node Type"?: unknown;
  readonly "Relation Name"?: unknown;
  readonly "Index Cond"?: unknown;
  readonly Filter?: unknown;
  readonly Plans?: readonly PlanPart[];
}

/**
 * The tables that a statement reads as a whole because it must: with scans made dear, the server scans only where no
 * index helps, however few rows a test has stored.
 *
 * @param connection the database
 * @param statement its text; it is planned for all values of its parameters
 * @returns the names of the tables
 */
export async function scannedByServer(connection: Connection, statement: string): Promise<readonly string[]> {
  return connection.transaction(async () => {
    await connection.run(
      "SET LOCAL enable_seqscan = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL jit = off",
    );
    await connection.run(`PREPARE dataflow_scanned AS ${statement}`);
    try {
      const count = await parameterCount(connection);
      const values = count === 0 ? "" : `(${Array.from({ length: count }, () => "NULL").join(", ")})`;
      const { rows } = await connection.execute(
        { text: `EXPLAIN (FORMAT JSON) EXECUTE dataflow_scanned${values}` },
        [],
      );
      // The server writes its plans as JSON text of this form.
      const [plan] = JSON.parse(String(rows[0]?.[0])) as readonly { readonly Plan?: PlanPart }[];
      return plan?.Plan === undefined ? [] : scansIn(plan.Plan);
    } finally {
      await connection.run("DEALLOCATE dataflow_scanned");
    }
  });
}

async function parameterCount(connection: Connection): Promise<number> {
  const text = "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'dataflow_scanned'";
  const { rows } = await connection.execute({ text }, []);
  return Number(rows[0]?.[0] ?? 0);
}

function scansIn(part: PlanPart): readonly string[] {
  const own = isScan(part) ? [String(part["Relation Name"])] : [];
  return [...own, ...(part.Plans ?? []).flatMap(scansIn)];
}

/** An index that is read from end to end to drop most of its rows helps no more than the table itself. */
function isScan(part: PlanPart): boolean {
  const kind = String(part["Node Type"]);
  if (kind === "Seq Scan") return true;
  return /^Index (?:Only )?Scan/.test(kind) && part["Index Cond"] === undefined && part.Filter !== undefined;
}
