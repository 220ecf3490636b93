import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { virtualProgram } from "./virtual-program.ts";

/** What 30 models of 15 fields may cost with their uses. Rows, inserts, updates, filters and orders cost 46,000 in all. */
const BUDGET = 60_000;

/** What 150 filters over 30 models declared together may cost, 330 of their conditions along relations. */
const RELATED_BUDGET = 56_000;

const IMPORTS = `import { defineModel, field, type Infer, type InferFilter, type InferInsert, type InferKey, type InferSort, type InferUpdate } from "@dataflow/model";
`;

const BASELINE = `${IMPORTS}
export const Nothing = defineModel("Nothing", { name: field.text() });
type Nothing = typeof Nothing;
export type Types = [Infer<Nothing>, InferFilter<Nothing>, InferInsert<Nothing>, InferKey<Nothing>, InferSort<Nothing>, InferUpdate<Nothing>];
`;

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

/** The instantiations that checking one more file costs; the file must be right. */
function costOf(program: ts.Program, path: string): number {
  const before = program.getInstantiationCount();
  const problems = program.getSemanticDiagnostics(program.getSourceFile(path));
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  return program.getInstantiationCount() - before;
}

it("a database of 30 models with their uses stays within its budget of type instantiations", () => {
  const baseline = join(import.meta.dirname, "baseline.virtual.ts");
  const models = join(import.meta.dirname, "models.virtual.ts");
  const source = Array.from({ length: 30 }, (_, number) => modelSource(number)).join("");
  const program = virtualProgram(
    new Map([
      [baseline, BASELINE],
      [models, IMPORTS + source],
    ]),
  );
  expect(costOf(program, baseline)).toBeGreaterThan(0);
  const cost = costOf(program, models);
  process.stdout.write(`30 models with their uses: ${cost} type instantiations (budget ${BUDGET})\n`);
  expect(cost).toBeGreaterThan(10_000);
  expect(cost).toBeLessThan(BUDGET);
}, 120_000);

function relatedSource(number: number): string {
  const name = `Model${number}`;
  const before = `model${(number + 29) % 30}s`;
  return `
export const ${name} = defineModel("${name}", {${FIELDS}
  parentId: field.integer().optional().references(() => Model${(number + 1) % 30}),
  owner: field.integer().references(() => Model${(number + 7) % 30}, { as: "keeper", inverse: "kept" }),
});
export const filters${number}: readonly InferFilter<Models["${name}"]>[] = [
  { age: { $gt: 18, $lt: 65 }, "profile.city": "Paris", parent: { status: "new", keeper: { name: { $like: "a%" } } } },
  { $or: [{ name: { $like: "a%" } }, { ${before}: { $some: { status: { $in: ["new", "gone"] } } } }] },
  { createdAt: { $gte: new Date() }, kept: { $none: { active: true }, $every: { parent: null } } },
  { $and: [{ balance: { $gt: "10" } }, { $not: { keeper: { visits: { $between: [1n, 2n] } } } }] },
  { nickname: { $ne: null }, tags: "a", parent: { parent: { parent: { score: { $gte: 1 } } } } },
];
`;
}

it("filters along the relations of 30 models stay within their budget of type instantiations", () => {
  const numbers = Array.from({ length: 30 }, (_, number) => number);
  const models = `type Models = DataFlow<{ ${numbers.map((number) => `Model${number}: typeof Model${number}`).join("; ")} }>["models"];`;
  const path = join(import.meta.dirname, "related.virtual.ts");
  const head = `import { type DataFlow, defineModel, field, type InferFilter } from "@dataflow/model";\n${models}\n`;
  const cost = costOf(virtualProgram(new Map([[path, head + numbers.map(relatedSource).join("")]])), path);
  process.stdout.write(
    `150 filters along relations of 30 models: ${cost} type instantiations (budget ${RELATED_BUDGET})\n`,
  );
  expect(cost).toBeGreaterThan(10_000);
  expect(cost).toBeLessThan(RELATED_BUDGET);
}, 120_000);
