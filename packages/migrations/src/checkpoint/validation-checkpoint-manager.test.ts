import type { Connection, ConnectOptions } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { describe, expect, it } from "vitest";
import { applyMigration } from "../apply/apply-migration.ts";
import { readCatalog } from "../introspect/read-catalog.ts";
import { planMigration } from "../plan/plan-migration.ts";
import { catalogOf, stateOf } from "../rollback/rollback.fixture.ts";
import { codeOf, open } from "../test-connections.fixture.ts";
import type { CheckpointStage } from "./checkpoint.ts";
import type { CheckpointLimits } from "./checkpoint-limits.ts";
import { ValidationCheckpointManager } from "./validation-checkpoint-manager.ts";
import { VALIDATOR_NAMES, type ValidatorName } from "./validator-names.ts";

const SCHEMA = `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);
  CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id), n REAL, CONSTRAINT small CHECK (n < 100)); CREATE INDEX c_p ON c (p);
  INSERT INTO p VALUES (1, 'x'), (2, 'y'); INSERT INTO c VALUES (1, 1, 5), (2, 1, 5)`;
const WIDER = `CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT, b TEXT);
  CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id), n REAL, CONSTRAINT small CHECK (n < 100)); CREATE INDEX c_p ON c (p)`;
const NARROWER = WIDER.replace("a TEXT, b TEXT", "b TEXT");

/** What makes a check fail: something that is wrong before, something that a migration does, or a limit that nothing keeps to. */
interface Fault {
  readonly stage: CheckpointStage;
  readonly before?: (connection: Connection, url: string) => Promise<unknown>;
  readonly migration?: (connection: Connection) => Promise<unknown>;
  readonly limits?: Partial<CheckpointLimits>;
  readonly options?: ConnectOptions;
  readonly says: RegExp;
}

const COMMON: Partial<Record<ValidatorName, Fault>> = {
  performance_baseline: {
    stage: "pre_migration",
    before: (connection) => connection.run("DROP INDEX c_p"),
    limits: { unindexedRows: 2 },
    says: /has no index/,
  },
  performance_monitoring: { stage: "during_migration", limits: { roundTripMs: 0 }, says: /an answer took/ },
  schema_validation: {
    stage: "post_migration",
    migration: (connection) => connection.run("CREATE TABLE byhand (id INTEGER)"),
    says: /not what the last migration left/,
  },
  data_integrity: {
    stage: "post_migration",
    migration: (connection) => connection.run("UPDATE c SET n = 6 WHERE id = 1; DELETE FROM p WHERE id = 2"),
    says: /values of c\.n are not those from before; p has 1 rows instead of 2|p has 1 rows instead of 2/,
  },
  performance_regression_check: {
    stage: "post_migration",
    migration: (connection) => connection.run("DROP INDEX c_p"),
    says: /nothing finds rows by .*c p any more/,
  },
};

const OWN: Readonly<Record<string, Partial<Record<ValidatorName, Fault>>>> = {
  sqlite: {
    schema_integrity: { stage: "pre_migration", before: breakCheck, says: /CHECK constraint failed in c/ },
    foreign_key_consistency: {
      stage: "pre_migration",
      before: (connection) =>
        connection.session(() => connection.run("PRAGMA foreign_keys = OFF; INSERT INTO c VALUES (3, 99, 1)")),
      says: /1 rows break the constraint/,
    },
    data_quality: {
      stage: "pre_migration",
      before: (connection) =>
        connection.run("ALTER TABLE c ADD COLUMN m INTEGER; UPDATE c SET m = 'many' WHERE id = 1"),
      says: /1 rows of c have no number in m/,
    },
    transaction_health: {
      stage: "during_migration",
      says: /somebody else is writing/,
    },
    constraint_validation: {
      stage: "post_migration",
      before: breakCheck,
      says: /1 rows break the constraint c\.small/,
    },
  },
  postgres: {
    schema_integrity: {
      stage: "pre_migration",
      before: (connection) => connection.run("CREATE UNIQUE INDEX CONCURRENTLY c_n ON c (n)").catch(() => undefined),
      says: /the index .*c_n is not valid/,
    },
    foreign_key_consistency: {
      stage: "pre_migration",
      before: (connection) =>
        connection.run(
          "DELETE FROM p WHERE id = 2; ALTER TABLE c ADD CONSTRAINT n_p FOREIGN KEY (id) REFERENCES p (id) NOT VALID",
        ),
      says: /1 rows break the constraint c\.n_p/,
    },
    data_quality: {
      stage: "pre_migration",
      before: (connection) =>
        connection.run("ALTER TABLE c DROP CONSTRAINT small; UPDATE c SET n = 'NaN' WHERE id = 2"),
      says: /1 rows of c have no number in n/,
    },
    transaction_health: {
      stage: "during_migration",
      says: /has had a transaction open/,
    },
    constraint_validation: {
      stage: "post_migration",
      before: (connection) => connection.run("ALTER TABLE c ADD CONSTRAINT tiny CHECK (n < 5) NOT VALID"),
      says: /never validated; 2 rows break the constraint c\.tiny/,
    },
  },
};

function breakCheck(connection: Connection): Promise<void> {
  return connection.session(() =>
    connection.run("PRAGMA ignore_check_constraints = ON; INSERT INTO c VALUES (3, 1, 1000)"),
  );
}

describe.each(databases)("a migration under checkpoints on $name", ({ name, freshUrl }) => {
  async function prepared(options: ConnectOptions = {}) {
    const url = await freshUrl();
    const connection = open(url, options);
    await connection.run(SCHEMA);
    return { connection, url };
  }

  const widen = async (connection: Connection, to = WIDER) => {
    const wanted = await catalogOf(await freshUrl(), to);
    const plan = planMigration(await readCatalog(connection), wanted, { allow: "everything" });
    return applyMigration(connection, plan);
  };

  it("passes every check when all is well, and shows the figures", async () => {
    const { connection } = await prepared();
    const result = await new ValidationCheckpointManager(connection, { transactionMs: 600_000 }).executeWithValidation({
      migrationOperation: async ({ checkpoint }) => {
        await checkpoint();
        return widen(connection);
      },
      checkpoints: [
        {
          stage: "pre_migration",
          validators: ["schema_integrity", "foreign_key_consistency", "data_quality", "performance_baseline"],
        },
        {
          stage: "during_migration",
          validators: ["transaction_health", "performance_monitoring", "connection_stability"],
        },
        {
          stage: "post_migration",
          validators: ["schema_validation", "data_integrity", "constraint_validation", "performance_regression_check"],
        },
      ],
      detailedReporting: true,
    });
    expect(result.failureReason).toBeUndefined();
    expect(result).toMatchObject({
      allCheckpointsPassed: true,
      rollbackCompleted: false,
      migrationResult: { state: "applied" },
    });
    expect(new Set(result.checkpointResults.map(({ validator }) => validator)).size).toBe(VALIDATOR_NAMES.length);
    expect(result.checkpointResults.every(({ figures = {} }) => Object.keys(figures).length > 0)).toBe(true);
  });

  for (const [validator, fault] of Object.entries({ ...COMMON, ...OWN[name] })) {
    it(`fails the check ${validator}`, async () => {
      const { connection, url } = await prepared(validator === "transaction_health" ? { busyTimeoutMs: 50 } : {});
      await fault.before?.(connection, url);
      const migration = migrationOf(validator, fault, url);
      const result = await new ValidationCheckpointManager(connection, {
        transactionMs: 0,
        ...fault.limits,
      }).executeWithValidation({
        migrationOperation: ({ checkpoint }) => migration(connection, checkpoint),
        checkpoints: [
          {
            stage: fault.stage,
            validators: [VALIDATOR_NAMES.find((each) => each === validator) ?? "schema_integrity"],
          },
        ],
        rollbackOnFailure: false,
      });
      expect(result).toMatchObject({
        allCheckpointsPassed: false,
        failedCheckpoint: `${fault.stage}: ${validator}`,
        failureReason: expect.stringMatching(fault.says),
        rollbackCompleted: false,
      });
      expect(result.checkpointResults.at(-1)).toMatchObject({ validator, passed: false, required: true });
    });
  }

  function migrationOf(validator: string, fault: Fault, url: string) {
    return async (connection: Connection, checkpoint: () => Promise<void>): Promise<unknown> => {
      if (validator === "schema_validation") await widen(connection);
      if (validator !== "transaction_health") return fault.migration?.(connection);
      const other = open(url);
      return other.transaction(async () => {
        await other.run("UPDATE p SET a = a");
        await checkpoint();
      });
    };
  }

  const losing = [{ stage: "post_migration", validators: ["performance_regression_check"] }] as const;

  it("takes everything back when a check after it fails", async () => {
    const { connection } = await prepared();
    const before = await stateOf(connection);
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: () => widen(connection, NARROWER.replace("CREATE INDEX c_p ON c (p)", "")),
      checkpoints: losing,
    });
    expect(result).toMatchObject({ allCheckpointsPassed: false, rollbackCompleted: true });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("says why there is no safe way back when the schema was changed beside the migration", async () => {
    const { connection } = await prepared();
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: async () => {
        await widen(connection, NARROWER);
        await connection.run("DROP INDEX c_p; CREATE TABLE byhand (id INTEGER)");
      },
      checkpoints: losing,
    });
    const rollbackProblem = expect.stringContaining("ROLLBACK_BLOCKED");
    expect(result).toMatchObject({ allCheckpointsPassed: false, rollbackCompleted: false, rollbackProblem });
  });

  it("takes back what the migration did when it fails by itself", async () => {
    const { connection } = await prepared();
    const before = await stateOf(connection);
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: async () => {
        await widen(connection, NARROWER);
        throw new Error("stop here");
      },
      checkpoints: [],
    });
    expect(result).toMatchObject({
      allCheckpointsPassed: false,
      failedCheckpoint: "migration_operation",
      failureReason: "stop here",
      rollbackCompleted: true,
    });
    expect(await stateOf(connection)).toEqual(before);
  });

  it("says when rows that were changed by hand cannot be given back", async () => {
    const { connection } = await prepared();
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: () => connection.run("DELETE FROM p WHERE id = 2"),
      checkpoints: [{ stage: "post_migration", validators: ["data_integrity"] }],
    });
    expect(result).toMatchObject({ rollbackCompleted: false, rollbackProblem: expect.stringMatching(/rows.*p/) });
  });

  it("goes on when a check that is not required fails, and reports it", async () => {
    const { connection } = await prepared();
    const result = await new ValidationCheckpointManager(connection, { roundTripMs: 0 }).executeWithValidation({
      migrationOperation: () => "done",
      checkpoints: [{ stage: "pre_migration", validators: ["performance_monitoring"], required: false }],
    });
    expect(result).toMatchObject({ allCheckpointsPassed: true, migrationResult: "done" });
    expect(result.checkpointResults).toMatchObject([{ passed: false, required: false }]);
  });

  it("does not begin when a check before it fails", async () => {
    const { connection } = await prepared();
    let ran = false;
    const result = await new ValidationCheckpointManager(connection, { roundTripMs: 0 }).executeWithValidation({
      migrationOperation: () => {
        ran = true;
      },
      checkpoints: [{ stage: "pre_migration", validators: ["performance_monitoring"] }],
    });
    expect({ ran, failed: result.failedCheckpoint }).toEqual({
      ran: false,
      failed: "pre_migration: performance_monitoring",
    });
  });

  it("fails a check that cannot be made", async () => {
    const { connection } = await prepared();
    const result = await new ValidationCheckpointManager(connection).executeWithValidation({
      migrationOperation: () => connection.close(),
      checkpoints: [{ stage: "during_migration", validators: ["connection_stability"] }],
    });
    expect(result).toMatchObject({
      failedCheckpoint: "during_migration: connection_stability",
      failureReason: expect.stringContaining("it could not be checked: DATABASE.CONNECTION_CLOSED"),
      rollbackCompleted: false,
      rollbackProblem: expect.stringContaining("DATABASE.CONNECTION_CLOSED"),
    });
  });

  it("refuses names that it does not know before anything happens", async () => {
    const { connection } = await prepared();
    const manager = new ValidationCheckpointManager(connection);
    // What a program without types may pass.
    const names = ["data_integrety"] as unknown as readonly ValidatorName[];
    const migrationOperation = () => undefined;
    const unknown = { migrationOperation, checkpoints: [{ stage: "pre_migration", validators: names }] } as const;
    expect(await codeOf(() => manager.executeWithValidation(unknown))).toBe("MIGRATION.UNKNOWN_VALIDATOR");
    const more = { migrationOperation, checkpoints: [], rollBackOnFailure: true };
    expect(await codeOf(() => manager.executeWithValidation(more))).toBe("MIGRATION.UNKNOWN_OPTION");
  });
});
