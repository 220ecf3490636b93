import type { Connection } from "@dataflow/database";
import type { SeededChoices } from "@dataflow/testing-base/arbitraries";

interface Reference {
  readonly to: number;
  readonly isComposite: boolean;
}

/** Tables that refer to each other in all ways there are: circles, the own table, two columns, missing halves, partitions. */
export async function generateReferences(
  connection: Connection,
  random: SeededChoices,
  rowsPerTable: number,
): Promise<void> {
  const isServer = connection.dialect === "postgres";
  const count = 2 + random.below(4);
  const tables = Array.from({ length: count }, (_, index): readonly Reference[] =>
    Array.from({ length: 1 + random.below(3) }, () => ({
      to: random.maybe(4) ? index : random.below(count),
      isComposite: random.maybe(3),
    })),
  );
  const partitioned = tables.map(() => isServer && random.maybe(3));
  for (const [index, references] of tables.entries()) {
    const keys = references.map((reference, place) => foreignKey(reference, place));
    const isPartitioned = partitioned[index] === true;
    const lines = [
      "id INTEGER NOT NULL PRIMARY KEY",
      "a INTEGER NOT NULL",
      "b TEXT NOT NULL",
      "kind TEXT",
      ...references.flatMap(({ isComposite }, place) =>
        isComposite ? [`r${place}a INTEGER`, `r${place}b TEXT`] : [`r${place} INTEGER`],
      ),
      isPartitioned ? "UNIQUE (id, a, b)" : "UNIQUE (a, b)",
      ...(isServer ? [] : keys),
    ];
    await connection.run(
      `CREATE TABLE t${index} (${lines.join(", ")})${isPartitioned ? " PARTITION BY HASH (id)" : ""}`,
    );
    for (const rest of isPartitioned ? [0, 1] : [])
      await connection.run(
        `CREATE TABLE t${index}_${rest} PARTITION OF t${index} FOR VALUES WITH (MODULUS 2, REMAINDER ${rest})`,
      );
  }
  // A circle can only be filled while nobody looks.
  if (!isServer) await connection.run("PRAGMA foreign_keys = OFF");
  for (const [index, references] of tables.entries())
    for (let id = 1; id <= rowsPerTable; id += 1)
      await insertRow(connection, { index, id, references }, random, rowsPerTable);
  if (!isServer) return connection.run("PRAGMA foreign_keys = ON");
  // Two columns of a partitioned table are no key by themselves.
  for (const [index, references] of tables.entries())
    for (const [place, reference] of references.entries())
      if (!(reference.isComposite && partitioned[reference.to] === true))
        await connection.run(`ALTER TABLE t${index} ADD ${foreignKey(reference, place)}`);
}

function foreignKey({ to, isComposite }: Reference, place: number): string {
  return isComposite
    ? `FOREIGN KEY (r${place}a, r${place}b) REFERENCES t${to} (a, b)`
    : `FOREIGN KEY (r${place}) REFERENCES t${to} (id)`;
}

async function insertRow(
  connection: Connection,
  row: { readonly index: number; readonly id: number; readonly references: readonly Reference[] },
  random: SeededChoices,
  rows: number,
): Promise<void> {
  const { index, id, references } = row;
  const values = references.flatMap(({ isComposite }) => {
    const other = 1 + random.below(rows);
    if (!isComposite) return [random.maybe(4) ? "NULL" : String(other)];
    // Where one half is missing the other may be anything.
    if (random.maybe(4))
      return random.pick([
        ["NULL", "'nobody'"],
        ["-1", "NULL"],
        ["NULL", "NULL"],
      ]);
    return [String(other % 7), `'k${other}'`];
  });
  const kind = random.pick(["'red'", "'green'", "NULL"]);
  await connection.run(`INSERT INTO t${index} VALUES (${[id, id % 7, `'k${id}'`, kind, ...values].join(", ")})`);
}
