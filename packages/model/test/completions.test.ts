/** What an editor offers: the types of relations are worth little when nobody can find the names. */
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { virtualHost } from "./virtual-program.ts";

const MODELS = `import { DataFlow, defineModel, field } from "@dataflow/model";
const User = defineModel("User", { name: field.text(), bossId: field.integer().optional().references("self", { inverse: "reports" }) });
const Post = defineModel("Post", { title: field.text(), authorId: field.integer().references(() => User) });
const db = new DataFlow("sqlite::memory:", { models: { User, Post } });
`;

/** Where `|` stands, what is offered there. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["db.models.User.list({ include: { | } });", ["boss", "posts", "reports"]],
  ['db.models.User.list({ include: ["|"] });', ["boss", "posts", "reports"]],
  ["db.models.User.list({ include: { posts: { | } } });", ["fields", "filter", "include", "limit", "orderBy"]],
  ["db.models.User.list({ include: { posts: { include: { | } } } });", ["author"]],
  [
    'db.models.User.list({ include: { posts: { fields: ["|"] } } });',
    ["authorId", "createdAt", "id", "title", "updatedAt"],
  ],
  ["db.models.User.list({ filter: { posts: { | } } });", ["$every", "$none", "$some"]],
  [
    "db.models.Post.list({ filter: { author: { | } } });",
    [
      "$and",
      "$expr",
      "$nor",
      "$not",
      "$or",
      "$text",
      "boss",
      "bossId",
      "createdAt",
      "id",
      "name",
      "posts",
      "reports",
      "updatedAt",
    ],
  ],
];

it("offers relations, and what the models at their ends have", () => {
  const sources = new Map<string, string>();
  const marked = CASES.map(([line], number) => {
    const path = join(import.meta.dirname, `completion-${number}.virtual.ts`);
    sources.set(path, MODELS + line.replace("|", ""));
    return { path, position: MODELS.length + line.indexOf("|") };
  });
  const service = ts.createLanguageService(virtualHost(sources));
  const offered = marked.map(({ path, position }) =>
    (service.getCompletionsAtPosition(path, position, {})?.entries ?? [])
      .filter(({ kind }) => kind === ts.ScriptElementKind.memberVariableElement || kind === ts.ScriptElementKind.string)
      .map(({ name }) => name)
      .sort(),
  );
  expect(offered).toEqual(CASES.map(([, names]) => names));
}, 120_000);
