import type { Node } from "@pgsql/types";
import type { StatementEffects } from "../../statement-effects.ts";
import type { DatabaseModel } from "./database-model.ts";
import { EffectsDraft } from "./effects-draft.ts";
import { statementRules } from "./rules/statement-rules.ts";

/** A statement with its tree. */
export interface StatementTree {
  readonly text: string;
  readonly tree: Node;
}

// A rule is stored under the kind of the node that it takes, which the compiler cannot follow through an entry.
const rules = statementRules as Readonly<Record<string, (statement: unknown, draft: EffectsDraft) => void>>;

/** Foretells what a statement does, and changes the model as the statement changes the database. */
export function predictStatement({ text, tree }: StatementTree, model: DatabaseModel): StatementEffects {
  const draft = new EffectsDraft(model);
  const [kind = "", statement] = Object.entries(tree)[0] ?? [];
  const rule = Object.hasOwn(rules, kind) ? rules[kind] : undefined;
  if (rule === undefined) draft.unknown(`what a statement of the kind ${kind} does`);
  else rule(statement, draft);
  return draft.finish(text);
}
