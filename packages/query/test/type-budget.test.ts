import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

/** What 150 nested filters over 30 related tables of 15 columns may cost the compiler. */
const BUDGET = 10_000;
const TABLES = 30;

function tableSource(number: number): string {
  const at = (distance: number) => (number + distance) % TABLES;
  return `
export interface Fields${number} {
  readonly id: Spec<"integer", number, false>;
  readonly name: Spec<"text", string, false>;
  readonly nickname: Spec<"text", string, true>;
  readonly age: Spec<"integer", number, true>;
  readonly visits: Spec<"bigint", bigint, false>;
  readonly score: Spec<"real", number, true>;
  readonly balance: Spec<"decimal", string, false>;
  readonly active: Spec<"boolean", boolean, false>;
  readonly status${number}: Spec<"enum", "new" | "gone" | "own${number}", false>;
  readonly birthday: Spec<"date", string, true>;
  readonly createdAt: Spec<"timestamp", Date, false>;
  readonly token: Spec<"uuid", string, false>;
  readonly tags: Spec<"array", readonly string[], false>;
  readonly profile: Spec<"json", { readonly city: string }, true>;
  readonly parentId: Spec<"integer", number, true>;
}
export interface Relations${number} {
  readonly parent?: Filter<Fields${at(1)}, Relations${at(1)}> | null;
  readonly keeper?: Filter<Fields${at(7)}, Relations${at(7)}> | null;
  readonly children?: RelationOperators<Filter<Fields${at(29)}, Relations${at(29)}>>;
  readonly kept?: RelationOperators<Filter<Fields${at(23)}, Relations${at(23)}>>;
}
export const filters${number}: readonly Filter<Fields${number}, Relations${number}>[] = [
  { age: { $gt: 18, $lt: 65 }, "profile.city": "Paris", parent: { status${at(1)}: "new", keeper: { name: { $like: "a%" } } } },
  { $or: [{ name: { $startsWith: "a" } }, { children: { $some: { status${at(29)}: { $in: ["new", "own${at(29)}"] } } } }] },
  { createdAt: { $gte: new Date(0) }, kept: { $none: { active: true }, $every: { parent: null } } },
  { $and: [{ balance: { $gt: "10" } }, { $not: { keeper: { visits: { $between: [1n, 2n] }, tags: { $size: 2 } } } }] },
  { nickname: { $ne: null }, tags: "a", parent: { parent: { parent: { score: { $gte: 1 }, $nor: [{ age: null }] } } } },
];
`;
}

const HEAD = `import type { Filter, RelationOperators } from "@dataflow/query";
interface Spec<Kind, Value, Nullable> {
  readonly kind: Kind;
  readonly value: Value;
  readonly nullable: Nullable;
}
`;

/** The instantiations that checking a text costs, and what the compiler has against it. */
function check(source: string): { readonly cost: number; readonly problems: readonly string[] } {
  const { config } = ts.readConfigFile(join(import.meta.dirname, "../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(import.meta.dirname, ".."));
  const path = join(import.meta.dirname, "filters.virtual.ts");
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name === path || fileExists(name);
  host.getSourceFile = (name, version, ...rest) =>
    name === path ? ts.createSourceFile(name, source, version) : getSourceFile(name, version, ...rest);
  const program = ts.createProgram([path], options, host);
  const before = program.getInstantiationCount();
  const problems = program.getSemanticDiagnostics(program.getSourceFile(path));
  return {
    cost: program.getInstantiationCount() - before,
    problems: problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")),
  };
}

it("150 nested filters over 30 related tables stay within their budget of type instantiations", () => {
  const source = HEAD + Array.from({ length: TABLES }, (_, number) => tableSource(number)).join("");
  const { cost, problems } = check(source);
  process.stdout.write(`150 nested filters over 30 related tables: ${cost} type instantiations (budget ${BUDGET})\n`);
  expect(problems).toEqual([]);
  expect(cost).toBeGreaterThan(1_000);
  expect(cost).toBeLessThanOrEqual(BUDGET);
  // They are cheap because they are looked at, not because nothing is.
  expect(
    check(source.replaceAll('keeper: { name: { $like: "a%" } }', "keeper: { name: { $like: 5 } }")).problems,
  ).toHaveLength(30);
}, 120_000);
