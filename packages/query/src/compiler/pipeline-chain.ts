import type { DialectCodec } from "../dialects/column-codec.ts";
import type { GroupStage } from "../pipeline/group-stage.ts";
import type { PipelineStage } from "../pipeline/pipeline-stage.ts";
import type { PipelineStatement } from "../statement/statement.ts";
import { groupRows } from "./group-rows.ts";
import { joinRows, joinStages } from "./join-rows.ts";
import { lookupRows } from "./lookup-rows.ts";
import { projectRows } from "./project-rows.ts";
import { limitRows, matchRows, type SelectChain, skipRows, sortRows, startChain } from "./select-chain.ts";
import type { StatementScope } from "./statement-form.ts";
import { unwindRows } from "./unwind-rows.ts";

/**
 * A pipeline as SELECTs. A stage adds a clause to the SELECT before it wherever that means the same, and starts a new one
 * only where it does not.
 *
 * @param statement the pipeline
 * @param scope the table and its dialect
 * @returns the chain
 */
export function pipelineChain<Codec extends DialectCodec>(
  { where, stages }: PipelineStatement,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  return passStages(matchRows(startChain(scope), where, scope), stages, scope);
}

function passStages<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  stages: readonly PipelineStage[],
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  let passed = chain;
  for (let index = 0; index < stages.length; index++) {
    const stage = stages[index];
    if (stage === undefined) break;
    const pair = joinStages(stage, stages[index + 1]);
    const joined = pair && joinRows(passed, pair, scope, passStages);
    passed = joined ?? passStage(passed, stage, scope);
    // The stage after a joined one is done already.
    if (joined !== undefined) index += 1;
  }
  return passed;
}

function passStage<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  stage: PipelineStage,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  switch (stage.kind) {
    case "match":
      return matchRows(chain, stage.where, scope);
    case "sort":
      return sortRows(chain, stage.keys, scope);
    case "limit":
      return limitRows(chain, stage.count, scope);
    case "skip":
      return skipRows(chain, stage.count, scope);
    case "project":
      return projectRows(chain, stage, scope);
    case "unwind":
      return unwindRows(chain, stage, scope);
    case "group":
      return groupStage(chain, stage, scope);
    case "lookup":
      return lookupRows(chain, stage, scope, passStages);
  }
}

function groupStage<Codec extends DialectCodec>(
  chain: SelectChain<Codec>,
  { keys, aggregates }: GroupStage,
  scope: StatementScope<Codec>,
): SelectChain<Codec> {
  const { closed, open } = groupRows(chain, { keys, aggregates, hasEmptyGroup: false }, scope);
  if (keys.length > 0) return { closed, open };
  // A column like the others, because what follows qualifies it.
  const last = closed.at(-1);
  if (last === undefined) return { closed, open };
  const exports = [`CAST(NULL AS text) AS ${NO_KEY}`, ...last.exports];
  const type = { kind: "text" } as const;
  const field = { name: "_id", column: "_id", type, nullable: true };
  const id = { field, token: "n,", sql: NO_KEY, codec: scope.dialect.codec(type, "_id") };
  return {
    closed: [...closed.slice(0, -1), { ...last, exports }],
    open: { ...open, columns: new Map([["_id", id], ...open.columns]) },
  };
}

/** The key of the one group that has none. */
const NO_KEY = '"o0"';
