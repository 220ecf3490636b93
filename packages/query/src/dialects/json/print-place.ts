import type { ChangePrinting, UpdateOperator } from "../../operators/update/update-operator.ts";

/** One part of a path: a key (`.`), a key or an index (`#`), or every element (`*`). */
export interface WalkedPart {
  readonly shape: string;
  readonly key: string;
  /** Of every element, only those that this condition holds for. */
  readonly matches?: (element: string) => string;
}

/** What is done at the end of a path. */
export interface Walk {
  readonly printing: ChangePrinting;
  readonly missing: UpdateOperator["missing"];
  /** The new value; NULL for none. */
  readonly change: (current: string) => string;
}

/**
 * Prints a JSON value with the place at a path changed. As in MongoDB, what is missing on the way becomes objects, a
 * number is an index where an array is stored, and the statement fails where a scalar or null is in the way.
 *
 * @param value SQL of the value; NULL where it is missing
 * @param path the rest of the path
 * @param walk what is done at its end
 * @returns SQL of the new value, NULL for none
 */
export function printPlace(value: string, [part, ...rest]: readonly WalkedPart[], walk: Walk): string {
  const { name } = walk.printing;
  if (part === undefined) return name(value, walk.change);
  if (part.shape === "*") return name(value, (array) => printEvery(array, [part, ...rest], walk));
  return name(value, (parent) =>
    name(printChild(parent, part, walk), (child) =>
      name(printPlace(child, rest, walk), (next) => printParent({ parent, child, next }, part, walk)),
    ),
  );
}

function printChild(parent: string, { shape, key }: WalkedPart, { printing: { json } }: Walk): string {
  const element = shape === "#" ? ` WHEN ${json.isType(parent, "array")} THEN ${json.element(parent, key)}` : "";
  return `CASE WHEN ${json.isType(parent, "object")} THEN ${json.member(parent, key)}${element} END`;
}

interface Names {
  readonly parent: string;
  /** What was stored below the parent, and what it becomes. */
  readonly child: string;
  readonly next: string;
}

function printParent({ parent, child, next }: Names, { shape, key }: WalkedPart, walk: Walk): string {
  const { json, fail } = walk.printing;
  const arms = [
    `WHEN ${parent} IS NULL THEN CASE WHEN ${next} IS NULL THEN NULL ELSE ${json.object(key, next)} END`,
    `WHEN ${json.isType(parent, "object")} THEN CASE WHEN ${next} IS NOT NULL THEN ${json.withMember(parent, key, next)} WHEN ${child} IS NULL THEN ${parent} ELSE ${json.withoutMember(parent, key)} END`,
  ];
  if (shape === "#") {
    const filled = `WHEN ${next} IS NOT NULL THEN ${json.withElement(parent, key, next)}`;
    const emptied = `WHEN ${child} IS NOT NULL THEN ${json.withElement(parent, key, json.literalNull)}`;
    arms.push(`WHEN ${json.isType(parent, "array")} THEN CASE ${filled} ${emptied} ELSE ${parent} END`);
  }
  const obstacle = walk.missing === "ignore" ? parent : fail("an object on its way", parent);
  return `CASE ${arms.join(" ")} ELSE ${obstacle} END`;
}

function printEvery(
  array: string,
  [part, ...rest]: readonly [WalkedPart, ...(readonly WalkedPart[])],
  walk: Walk,
): string {
  const { json, alias, fail } = walk.printing;
  const source = json.elements(array, alias());
  const matches = part.matches?.(source.value);
  const changed = `coalesce(${printPlace(source.value, rest, walk)}, ${json.literalNull})`;
  const value = matches === undefined ? changed : `CASE WHEN ${matches} THEN ${changed} ELSE ${source.value} END`;
  const all = json.collect({ value, source });
  return `CASE WHEN ${json.isType(array, "array")} THEN ${all} ELSE ${fail("an array on its way", array)} END`;
}
