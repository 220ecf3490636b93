import { DatabaseModel } from "../../effects/predict/postgres/database-model.ts";
import { predictStatement } from "../../effects/predict/postgres/predict-postgres.ts";
import { readPostgresFacts } from "../../effects/predict/postgres/read-postgres-facts.ts";
import { tracePostgres } from "../../effects/trace/postgres/trace-postgres.ts";
import { parseSql } from "../../sql/parse-sql.ts";
import type { EffectsDialect } from "../effects-dialect.ts";

/** PostgreSQL: a lock for each relation, told from the tree of a statement and the catalog. */
export const postgresEffects: EffectsDialect = {
  readFacts: readPostgresFacts,
  split: parseSql,
  predictor(facts) {
    // The dialects are told apart by the facts themselves, so this is never another's.
    if (facts.dialect !== "postgres") throw new TypeError("the facts are of another kind of database");
    const model = new DatabaseModel(facts);
    return ({ text, tree }) => {
      if (tree === undefined) throw new TypeError("the statement is not parsed");
      return predictStatement({ text, tree }, model);
    };
  },
  trace: tracePostgres,
};
