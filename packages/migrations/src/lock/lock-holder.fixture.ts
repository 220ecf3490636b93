// A process that takes a lock and holds it for ever. `node … lock-holder.fixture.ts <url>`
import { connect } from "@dataflow/database";
import { MigrationLockManager } from "./migration-lock-manager.ts";

const connection = connect(process.argv[2] ?? "");
const locks = new MigrationLockManager(connection);
await locks.acquireMigrationLock({ lockScope: "schema_modification", operationDescription: "for ever" });
process.send?.("held");
setInterval(() => undefined, 1000);
