import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

/** Instantiations beyond those of importing the package, for 30 models of 15 fields with their uses. Measured: see docs/models.md. */
const BUDGET = 60_000;

const packageFolder = join(import.meta.dirname, "..");
let folder: string;

beforeAll(() => {
  // Inside of the package, so that its dependencies are found.
  folder = mkdtempSync(join(packageFolder, "node_modules", ".type-budget-"));
  mkdirSync(folder, { recursive: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FIELDS = `
  name: field.text(),
  email: field.text().unique(),
  nickname: field.text().optional(),
  age: field.integer().optional(),
  visits: field.bigint().default(0n),
  score: field.real().default(0),
  balance: field.decimal(12, 2).default("0"),
  active: field.boolean().default(true),
  status: field.enum(["new", "active", "gone"]).default("new"),
  birthday: field.date().optional(),
  seenAt: field.timestamp().optional(),
  token: field.uuid(),
  tags: field.array(field.text()).default([]),
  profile: field.json<{ city: string; zip?: string }>().optional(),
  avatar: field.bytes().optional(),
`;

function modelSource(number: number): string {
  const name = `Model${number}`;
  return `
export const ${name} = defineModel("${name}", {${FIELDS}
  parentId: field.integer().optional().references(() => Model${(number + 1) % 30}),
}, { softDelete: true, versioned: true, indexes: [{ fields: ["status", "-createdAt"] }] });
export const row${number} = (row: Infer<typeof ${name}>): string | null => row.nickname ?? row.status ?? row.profile?.city ?? null;
export const insert${number}: InferInsert<typeof ${name}> = { name: "a", email: "b", token: "c", tags: ["d"] };
export const update${number}: InferUpdate<typeof ${name}> = { visits: { $inc: 1n }, status: "gone", seenAt: { $currentDate: true } };
export const key${number}: InferKey<typeof ${name}> = 1;
export const filters${number}: InferFilter<typeof ${name}>[] = [
  { age: { $gt: 18, $lt: 65 }, "profile.city": "Paris" },
  { $or: [{ name: { $like: "a%" } }, { status: { $in: ["new", "gone"] } }] },
  { createdAt: { $gte: new Date() }, deletedAt: null, active: true },
  { $and: [{ balance: { $gt: "10" } }, { $not: { visits: { $between: [1n, 2n] } } }] },
  { nickname: { $ne: null }, version: 1 },
];
export const sort${number}: InferSort<typeof ${name}> = ["-createdAt", "name", { field: "age", nulls: "last" }];
`;
}

function instantiations(file: string, source: string): number {
  writeFileSync(join(folder, file), source);
  const options = {
    extends: "@dataflow-tooling/tsconfig/base.json",
    compilerOptions: { types: ["node"] },
    files: [`./${file}`],
  };
  const project = join(folder, `${file}.json`);
  writeFileSync(project, JSON.stringify(options));
  const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const output = execFileSync(process.execPath, [compiler, "--noEmit", "--extendedDiagnostics", "-p", project], {
    encoding: "utf8",
  });
  return Number(/Instantiations:\s+(\d+)/.exec(output)?.[1]);
}

it("a database of 30 models with their uses stays within its budget of type instantiations", () => {
  const imports = `import { defineModel, field, type Infer, type InferFilter, type InferInsert, type InferKey, type InferSort, type InferUpdate } from "@dataflow/model";\n`;
  const one =
    "export const Nothing = defineModel;\nexport type Types = [typeof field, Infer<never>, InferFilter<never>, InferInsert<never>, InferKey<never>, InferSort<never>, InferUpdate<never>];\n";
  const baseline = instantiations("baseline.ts", imports + one);
  const models = Array.from({ length: 30 }, (_, number) => modelSource(number)).join("");
  const used = instantiations("models.ts", imports + models) - baseline;
  process.stdout.write(`30 models: ${used} type instantiations beyond ${baseline} (budget ${BUDGET})\n`);
  expect(used).toBeGreaterThan(0);
  expect(used).toBeLessThan(BUDGET);
}, 120_000);
