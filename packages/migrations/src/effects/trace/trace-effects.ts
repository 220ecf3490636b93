import type { Connection } from "@dataflow/database";
import { effectsDialect } from "../../dialects/effects-dialects.ts";
import type { TracedEffects } from "./traced-effects.ts";

/** The work of the exported `traceEffects`, which says what it promises. */
export function traceEffects(connection: Connection, statements: readonly string[]): Promise<readonly TracedEffects[]> {
  return effectsDialect(connection.dialect).trace(connection, statements);
}
