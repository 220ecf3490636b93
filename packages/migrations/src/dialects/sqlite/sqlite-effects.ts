import { FileModel } from "../../effects/predict/sqlite/file-draft.ts";
import { predictStatement } from "../../effects/predict/sqlite/predict-sqlite.ts";
import { readSqliteFacts } from "../../effects/predict/sqlite/read-sqlite-facts.ts";
import { traceSqlite } from "../../effects/trace/sqlite/trace-sqlite.ts";
import { splitStatements } from "../../hazards/sqlite/split-statements.ts";
import type { EffectsDialect } from "../effects-dialect.ts";

/** SQLite: one lock for the whole file; what is read and written is told from the text and the catalog. */
export const sqliteEffects: EffectsDialect = {
  readFacts: readSqliteFacts,
  split: async (sql) => splitStatements(sql),
  predictor(facts) {
    // The dialects are told apart by the facts themselves, so this is never another's.
    if (facts.dialect !== "sqlite") throw new TypeError("the facts are of another kind of database");
    const model = new FileModel(facts);
    return ({ text }) => predictStatement(text, model);
  },
  trace: traceSqlite,
};
