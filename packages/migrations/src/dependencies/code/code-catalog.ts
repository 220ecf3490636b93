import type { CatalogIndex } from "../../catalog/catalog.ts";
import type { CatalogObject } from "../../catalog/catalog-object.ts";
import type { ObjectId } from "../../catalog/object-id.ts";
import type { CodeName } from "./named-in-code.ts";

const RELATIONS: ReadonlySet<string> = new Set(["table", "view", "materializedView", "sequence", "composite"]);
const ROUTINES: ReadonlySet<string> = new Set(["function", "aggregate"]);

/** Objects of a catalog as code names them: without a schema it may be that of any schema. */
export class CodeCatalog {
  readonly #relations = new Map<string, CatalogObject[]>();
  readonly #routines = new Map<string, CatalogObject[]>();
  readonly #columns = new Map<ObjectId, CatalogObject<"column">[]>();
  readonly #firedOn = new Map<ObjectId, ObjectId[]>();

  constructor(objects: CatalogIndex) {
    for (const object of objects.values()) {
      if (RELATIONS.has(object.kind)) put(this.#relations, object.path.at(-1) ?? "", object);
      if (ROUTINES.has(object.kind)) put(this.#routines, object.path.at(-1) ?? "", object);
      if (object.kind === "column" && object.parent !== undefined) put(this.#columns, object.parent, object);
      if (object.kind === "trigger") this.#noteTrigger(object, objects);
    }
  }

  /** Tables, views, sequences and composite types of that name. */
  relations(name: CodeName): readonly CatalogObject[] {
    return inSchema(this.#relations.get(name.name) ?? [], name);
  }

  /** Functions, procedures and aggregates of that name, whatever their arguments are. */
  routines(name: CodeName): readonly CatalogObject[] {
    return inSchema(this.#routines.get(name.name) ?? [], name);
  }

  /** The columns of a table; a view has none of its own. */
  columns(relation: ObjectId): readonly CatalogObject<"column">[] {
    return this.#columns.get(relation) ?? [];
  }

  /** The tables whose rows a trigger function is given. */
  firedOn(routine: ObjectId): readonly ObjectId[] {
    return this.#firedOn.get(routine) ?? [];
  }

  #noteTrigger({ parent, dependsOn }: CatalogObject<"trigger">, objects: CatalogIndex): void {
    if (parent === undefined) return;
    for (const id of dependsOn) if (objects.get(id)?.kind === "function") put(this.#firedOn, id, parent);
  }
}

function put<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

function inSchema(objects: readonly CatalogObject[], { schema }: CodeName): readonly CatalogObject[] {
  return schema === undefined ? objects : objects.filter(({ path }) => path.at(-2) === schema);
}
