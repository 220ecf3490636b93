// A process that applies plans: `node apply-process.mjs`. It is told over its channel what to do.
import { connect } from "@dataflow/database";
import { type Place, watchPlaces } from "@dataflow-tooling/vitest/faults";
import { rollbackMigration } from "../rollback/rollback-migration.ts";
import { applyMigration } from "./apply-migration.ts";
import type { ApplyJob } from "./apply-processes.fixture.ts";

process.once("message", (job: ApplyJob) => void apply(job));
process.send?.("ready");

async function apply({ url, plan, rollback = "", stopAt, stop, options }: ApplyJob): Promise<void> {
  const connection = connect(url, { poolSize: 2 });
  let places = 0;
  const at = async (place: Place): Promise<void> => {
    if (++places !== stopAt) return;
    if (stop === "kill") process.kill(process.pid, "SIGKILL");
    process.send?.({ stoppedAt: place.text });
    // Whoever stops a process from outside finds it here.
    await new Promise((go) => process.once("message", go));
  };
  try {
    const target = watchPlaces(connection, at);
    if (plan === undefined) await rollbackMigration(target, rollback);
    else process.send?.({ outcome: await applyMigration(target, plan, options ?? {}), places });
  } catch (error) {
    process.send?.({ error: String(error), places });
  }
  await connection.close();
}
