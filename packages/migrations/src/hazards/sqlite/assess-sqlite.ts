import { indexCatalog } from "../../catalog/catalog.ts";
import { readTableFacts } from "../../facts/read-table-facts.ts";
import { readCatalog } from "../../introspect/read-catalog.ts";
import type { AssessedStatement, AssessRequest, FoundHazard } from "../assessed-statement.ts";
import { readStatement, type SqliteAction } from "./read-statement.ts";
import { splitStatements } from "./split-statements.ts";
import type { SqliteContext, SqliteFacts, SqliteState } from "./sqlite-context.ts";
import { sqliteRules } from "./sqlite-rules.ts";

/** Nothing that is newer is taken for granted. */
const OLDEST = 3_035_000;

/**
 * Looks for hazards in a script, statement by statement, knowing what came before.
 *
 * @param sql the script
 * @param request what else is known
 * @returns each statement with what was found
 */
export async function assessSqlite(sql: string, request: AssessRequest): Promise<readonly AssessedStatement[]> {
  const statements = splitStatements(sql);
  const actions = statements.map(readStatement);
  const facts = await readFacts(actions, request);
  const state: SqliteState = {
    isExplicit: request.wrapsInTransaction === true,
    areForeignKeysOff: false,
    tables: new Map(),
    addedColumns: new Set(),
    written: new Set(),
  };
  const assessed: AssessedStatement[] = [];
  for (const [index, statement] of statements.entries()) {
    const action = actions[index] ?? { kind: "other" };
    const context = { statement, action, actions, index, state, facts };
    const { text, offset, line } = statement;
    assessed.push({ text, offset, line, found: await findHazards(context) });
    advance(state, action);
  }
  return assessed;
}

async function findHazards(context: SqliteContext): Promise<readonly FoundHazard[]> {
  const found: FoundHazard[] = [];
  for (const rule of sqliteRules) for (const hazard of await rule.find(context)) found.push({ rule: rule.id, hazard });
  return found;
}

async function readFacts(
  actions: readonly SqliteAction[],
  { connection, serverVersion }: AssessRequest,
): Promise<SqliteFacts> {
  if (connection === undefined) return { serverVersion: serverVersion ?? OLDEST, tables: new Map() };
  const catalog = await readCatalog(connection);
  const names = new Set(actions.flatMap((action) => ("table" in action && action.table !== "" ? [action.table] : [])));
  const facts = await readTableFacts(
    connection,
    [...names].map((name) => ({ name })),
  );
  return {
    serverVersion: serverVersion ?? catalog.serverVersion,
    connection,
    catalog: indexCatalog(catalog),
    tables: new Map(facts.map((found) => [found.table.name.toLowerCase(), found])),
  };
}

function advance(state: SqliteState, action: SqliteAction): void {
  switch (action.kind) {
    case "begin":
      state.isExplicit = true;
      break;
    case "commit":
      state.isExplicit = false;
      break;
    case "pragma":
      // Inside a transaction it does nothing.
      if (action.name === "foreign_keys" && !state.isExplicit && action.value !== "") {
        state.areForeignKeysOff = ["off", "0", "false", "no"].includes(action.value);
      }
      break;
    case "createTable":
      state.tables.set(action.table.toLowerCase(), { rows: action.isFilled });
      break;
    case "renameTable": {
      const made = state.tables.get(action.table.toLowerCase());
      state.tables.delete(action.table.toLowerCase());
      // What takes the place of a table that others know is not new any more.
      if (made !== undefined && !made.rows) state.tables.set(action.to.toLowerCase(), made);
      break;
    }
    case "addColumn":
      state.addedColumns.add(`${action.table}\0${action.column.name}`.toLowerCase());
      break;
    case "insert": {
      state.written.add(action.table.toLowerCase());
      const made = state.tables.get(action.table.toLowerCase());
      if (made !== undefined && action.sources.length > 0) made.rows = true;
      break;
    }
    case "update":
    case "delete":
      state.written.add(action.table.toLowerCase());
      break;
    default:
      break;
  }
}
