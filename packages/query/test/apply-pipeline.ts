import { UpdateRefused } from "@dataflow/testing-base/reference";

type Document = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Document =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Applies an update pipeline to one document, as MongoDB does; undefined stands for what is missing. The reference. */
export function applyPipeline(document: unknown, stages: readonly Document[]): unknown {
  let result = document;
  for (const stage of stages) {
    const [[operator, operand] = ["", undefined]] = Object.entries(stage);
    const next = applyStage(operator, operand, result);
    const isWhole = operator !== "$set" && operator !== "$addFields";
    const id = isWhole && isObject(result) ? result._id : undefined;
    // A document keeps its _id.
    result = id !== undefined && isObject(next) && next._id === undefined ? { ...next, _id: id } : next;
  }
  return result;
}

function applyStage(operator: string, operand: unknown, document: unknown): unknown {
  if (operator === "$unset") {
    const paths: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    return removeAll(document, paths.map(String));
  }
  if (operator === "$replaceRoot") return evaluate(Object(operand).newRoot, document);
  if (operator === "$replaceWith") return evaluate(operand, document);
  if (operator === "$project") return project(Object(operand), document);
  return assignments(Object(operand), []).reduce(
    (value, [path, expression]) => assign(value, path, evaluate(expression, document)),
    document,
  );
}

/** Objects in `$set` name places inside their place. */
function assignments(places: Document, above: readonly string[]): readonly (readonly [readonly string[], unknown])[] {
  return Object.entries(places).flatMap(([key, value]) => {
    const path = [...above, ...key.split(".")];
    const isNested = isObject(value) && Object.keys(value).length > 0 && !("$literal" in value);
    return isNested ? assignments(value, path) : [[path, value] as const];
  });
}

function project(places: Document, document: unknown): unknown {
  const entries = Object.entries(places);
  if (entries.every(([, value]) => value === 0 || value === false))
    return removeAll(
      document,
      entries.map(([path]) => path),
    );
  const kept = entries.map(([key, value]) => [
    key,
    evaluate(value === 1 || value === true ? `$${key}` : value, document),
  ]);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

function evaluate(expression: unknown, document: unknown): unknown {
  if (expression === "$$REMOVE") return undefined;
  if (typeof expression === "string" && expression.startsWith("$"))
    return read(document, expression.slice(1).split("."));
  if (Array.isArray(expression)) return expression.map((item) => evaluate(item, document) ?? null);
  if (!isObject(expression)) return expression;
  if ("$literal" in expression) return expression.$literal;
  const entries = Object.entries(expression).map(([key, value]) => [key, evaluate(value, document)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function read(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  const child = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
  if (rest.length === 0 || !Array.isArray(child)) return read(child, rest);
  return child.filter(isObject).flatMap((item) => {
    const found = read(item, rest);
    return found === undefined ? [] : [found];
  });
}

function assign(value: unknown, path: readonly string[], given: unknown, isInArray = false): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return given;
  if (Array.isArray(value)) {
    if (isInArray) throw new UpdateRefused("an array in an array");
    return value.map((item) => assign(item, path, given, true));
  }
  const { [key]: stored, ...others } = isObject(value) ? value : {};
  const next = assign(stored, rest, given);
  return next === undefined ? others : { ...others, [key]: next };
}

/** The document's own `_id` stays, so that asking for it changes nothing, whatever the document is. */
function removeAll(document: unknown, paths: readonly string[]): unknown {
  return paths.filter((path) => path !== "_id").reduce((value, path) => remove(value, path.split(".")), document);
}

function remove(value: unknown, path: readonly string[], isInArray = false): unknown {
  const [key, ...rest] = path;
  if (Array.isArray(value)) {
    if (isInArray) throw new UpdateRefused("an array in an array");
    return value.map((item) => remove(item, path, true));
  }
  if (key === undefined || !isObject(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: stored, ...others } = value;
  return rest.length === 0 ? others : { ...others, [key]: remove(stored, rest) };
}
