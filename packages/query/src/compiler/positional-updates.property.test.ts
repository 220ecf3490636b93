import { isDataFlowError } from "@dataflow/core";
import { documentFilters, elementConditions, jsonValues } from "@dataflow/testing-base/arbitraries";
import { applyUpdate } from "@dataflow/testing-base/reference";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { closeRunners, openRunners, type QueryRunner } from "../../test/query-runner.ts";
import { propertyOptions } from "../../test/seed.ts";
import {
  documentSchema,
  documentTable,
  expectDocument,
  isChanged,
  referenceDocument,
} from "../../test/updated-document.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import { parseUpdate } from "../parser/parse-update.ts";

let open: readonly QueryRunner[];

beforeAll(async () => {
  open = await openRunners(documentSchema);
});
afterAll(() => closeRunners(open));

type Fields = Readonly<Record<string, unknown>>;

/** Arrays where the paths of updates lead. */
const few = fc.constantFrom(0, 1, 2);
const list = fc.array(fc.oneof({ weight: 2, arbitrary: few }, jsonValues), { maxLength: 4 });
const documents = fc.record(
  { a: fc.oneof({ weight: 5, arbitrary: list }, jsonValues), b: list },
  { requiredKeys: ["a"], noNullPrototype: true },
);
const paths = (part: string) =>
  fc.constantFrom(`a.${part}`, `a.${part}.a`, `a.${part}.0`, `b.${part}`, `b.${part}.$[]`);
const updates = (part: string): fc.Arbitrary<Fields> =>
  fc.oneof(
    fc.tuple(paths(part), jsonValues).map(([path, value]) => ({ $set: { [path]: value } })),
    fc.tuple(paths(part), paths(part)).map(([path, other]) => ({ $unset: { [path]: "", [other]: "" } })),
    fc.tuple(paths(part), jsonValues).map(([path, value]) => ({ $push: { [path]: value }, $set: { c: value } })),
  );

function parsed(update: Fields, beside: object): readonly AssignmentNode[] | undefined {
  try {
    return parseUpdate(ofField(update), documentTable, beside);
  } catch (error) {
    // Places in conflict, and filters that say nothing of an element.
    if (isDataFlowError(error)) return undefined;
    throw error;
  }
}

function ofField(update: Fields): Fields {
  const below = (changes: unknown) =>
    Object.fromEntries(Object.entries(Object(changes)).map(([path, operand]) => [`data.${path}`, operand]));
  return Object.fromEntries(Object.entries(update).map(([operator, changes]) => [operator, below(changes)]));
}

function reference(document: Fields, update: Fields, beside: object): unknown {
  return referenceDocument(() => {
    const { data } = Object(applyUpdate({ data: document }, ofField(update), beside));
    return JSON.parse(JSON.stringify(data));
  });
}

/** How many updates were compared, and how many of them changed the document. */
async function compare(part: string, besides: fc.Arbitrary<object>) {
  const counts = { compared: 0, changed: 0 };
  await fc.assert(
    fc.asyncProperty(documents, updates(part), besides, async (document, update, beside) => {
      const set = parsed(update, beside);
      fc.pre(set !== undefined);
      const wanted = reference(document, update, beside);
      await expectDocument(open, document, { set: set ?? [], wanted });
      counts.compared += 1;
      if (isChanged(document, wanted)) counts.changed += 1;
    }),
    propertyOptions(400),
  );
  return counts;
}

it("changes the elements that array filters match, the same on every database and in the reference", async () => {
  const filters = fc
    .tuple(fc.constantFrom("x", "x", "x.a", "x.0"), elementConditions)
    .map(([key, condition]) => ({ arrayFilters: [{ [key]: condition }] }));
  const { compared, changed } = await compare("$[x]", filters);
  expect(compared).toBeGreaterThan(200);
  expect(changed).toBeGreaterThan(20);
}, 300_000);

it("changes the element by which the filter matches, the same on every database and in the reference", async () => {
  const asked = fc
    .tuple(
      fc.constantFrom("data.a", "data.b", "data.a.a", "data.a.0", "data.b.a"),
      fc.oneof({ weight: 2, arbitrary: few }, elementConditions),
    )
    .map(([key, condition]) => ({ [key]: condition }));
  const either = fc.oneof({ weight: 4, arbitrary: asked }, documentFilters);
  const joined = fc.tuple(fc.constantFrom("$and", "$or", "$nor"), fc.array(either, { minLength: 1, maxLength: 3 }));
  const filters = fc.oneof(
    { weight: 4, arbitrary: asked },
    { weight: 4, arbitrary: fc.tuple(asked, either).map(([first, other]) => ({ ...first, ...other })) },
    { weight: 2, arbitrary: joined.map(([joint, list]) => ({ [joint]: list })) },
    documentFilters,
  );
  const { compared, changed } = await compare(
    "$",
    filters.map((filter) => ({ filter })),
  );
  expect(compared).toBeGreaterThan(100);
  expect(changed).toBeGreaterThan(0);
}, 300_000);
