import type { Node } from "@pgsql/types";
import type { StatementEffects } from "../../statement-effects.ts";
import type { DatabaseModel } from "./database-model.ts";
import { EffectsDraft } from "./effects-draft.ts";
import type { NodeKind } from "./rules/rule.ts";
import { statementRules } from "./rules/statement-rules.ts";

/** A statement with its tree. */
export interface StatementTree {
  readonly text: string;
  readonly tree: Node;
}

/** Foretells what a statement does, and changes the model as the statement changes the database. */
export function predictStatement({ text, tree }: StatementTree, model: DatabaseModel): StatementEffects {
  const draft = new EffectsDraft(model);
  const [kind = "", statement] = Object.entries(tree)[0] ?? [];
  const rule = Object.hasOwn(statementRules, kind) ? statementRules[kind as NodeKind] : undefined; // just looked up
  if (rule === undefined) draft.unknown(`what a statement of the kind ${kind} does`);
  // A rule is stored under the kind of the node that it takes, which the compiler cannot follow through an entry.
  else (rule as (statement: unknown, draft: EffectsDraft) => void)(statement, draft);
  return draft.finish(text);
}
