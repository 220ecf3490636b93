import type { ChangeForm, ElementOrder } from "../../ast/document-change.ts";
import type { JsonForm } from "../../dialects/json/json-form.ts";
import { EACH, POSITION, SLICE } from "./parse-push.ts";
import type { ChangePrinting } from "./update-operator.ts";

type PushForm = Extract<ChangeForm, { readonly kind: "push" }>;

/**
 * Prints an array with the given values put in, sorted and cut.
 *
 * @param array the name of the stored array
 * @param printing the change
 * @returns the new array
 */
export function printPush(array: string, printing: ChangePrinting): string {
  const { form, name } = printing;
  if (form.kind !== "push") return array;
  const put = printPut(array, form, printing);
  if (form.sort.length === 0 && form.slice === "none") return put;
  return name(put, (all) => {
    if (form.sort.length === 0) return printSlice(all, form, printing);
    const sorted = printSorted(all, form.sort, printing);
    return form.slice === "none" ? sorted : name(sorted, (ordered) => printSlice(ordered, form, printing));
  });
}

function printPut(array: string, { position }: PushForm, printing: ChangePrinting): string {
  const { json, constant, name } = printing;
  const each = constant(EACH);
  if (position === "end") return json.concat(array, each);
  if (position === "start") return json.concat(each, array);
  const distance = json.number(constant(POSITION));
  const start = position === "fromStart" ? distance : `${json.length(array)} - ${distance}`;
  return name(range(array, "<", start, printing), (before) =>
    name(range(array, ">=", start, printing), (behind) =>
      name(json.concat(before, each), (first) => json.concat(first, behind)),
    ),
  );
}

/** The elements whose index is before a place, or from it on. */
function range(array: string, operator: "<" | ">=", place: string, { json, alias }: ChangePrinting): string {
  const source = json.elements(array, alias());
  return json.collect({ value: source.value, source, where: `${json.index(source)} ${operator} ${place}` });
}

function printSlice(array: string, { slice }: PushForm, printing: ChangePrinting): string {
  const { json, constant } = printing;
  const count = json.number(constant(SLICE));
  if (slice === "first") return range(array, "<", count, printing);
  return range(array, ">=", `${json.length(array)} - ${count}`, printing);
}

function printSorted(array: string, sort: readonly ElementOrder[], printing: ChangePrinting): string {
  const { json, alias } = printing;
  const source = json.elements(array, alias());
  const order = sort.flatMap(({ keys, isDescending }) => {
    const value = keys.reduce((object, key) => json.member(object, printing.constantText(key)), source.value);
    const direction = isDescending ? " DESC" : "";
    return orderKeys(json, value).map((key) => `${key}${direction}`);
  });
  return json.collect({ value: source.value, source, order: [...order, source.position].join(", ") });
}

/** Types first, then values; each key is NULL for the values of other types, which are not side by side with its own. */
function orderKeys(json: JsonForm, value: string): readonly string[] {
  return [json.rank(value), json.number(value), json.text(value), json.boolean(value)];
}
