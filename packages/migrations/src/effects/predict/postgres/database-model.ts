import type {
  Address,
  ColumnFact,
  ConstraintFact,
  DependencyFact,
  IndexFact,
  Oid,
  PartFact,
  PostgresFacts,
  RelationFact,
  TypeFact,
} from "./facts.ts";

/** A name as a statement writes it. */
export interface WrittenName {
  readonly schema?: string | undefined;
  readonly name: string;
}

const INDEX_KINDS = ["i", "I"];

/**
 * A database as it is after the statements so far: it begins as the facts say, and statements change it. What they make
 * is known too, and told apart from what was there before.
 */
export class DatabaseModel {
  readonly facts: PostgresFacts;
  readonly relations: Map<Oid, RelationFact>;
  readonly types: Map<Oid, TypeFact>;
  readonly constraints: Map<Oid, ConstraintFact>;
  readonly indexes: Map<Oid, IndexFact>;
  readonly parts: Map<string, PartFact>;
  readonly volatileFunctions: Set<string>;
  /** What the script has made and then put rows into. */
  readonly filled = new Set<Oid>();
  /** The schemas in which names without one are looked for. */
  searchPath: readonly string[];
  /** Whether the session's time is UTC. */
  isUtc: boolean;
  readonly #columns = new Map<Oid, Map<number, ColumnFact>>();
  readonly #children = new Map<Oid, Set<Oid>>();
  readonly #parents = new Map<Oid, Set<Oid>>();
  readonly #byName = new Map<string, Oid>();
  readonly #typesByName = new Map<string, Oid>();
  readonly #dependents = new Map<Oid, DependencyFact[]>();
  readonly #needs = new Map<Oid, DependencyFact[]>();
  #made = 0;

  constructor(facts: PostgresFacts) {
    this.facts = facts;
    this.searchPath = facts.searchPath;
    this.isUtc = facts.isUtc;
    this.relations = new Map(facts.relations.map((relation) => [relation.oid, relation]));
    this.types = new Map(facts.types.map((type) => [type.oid, type]));
    this.constraints = new Map(facts.constraints.map((constraint) => [constraint.oid, constraint]));
    this.indexes = new Map(facts.indexes.map((index) => [index.oid, index]));
    this.parts = new Map(facts.parts.map((part) => [`${part.catalog} ${part.oid}`, part]));
    this.volatileFunctions = new Set(facts.volatileFunctions.map(({ name }) => name));
    for (const { oid, schema, name } of facts.relations) this.#byName.set(key(schema, name), oid);
    for (const { oid, schema, name } of facts.types) this.#typesByName.set(key(schema, name), oid);
    for (const column of facts.columns) this.setColumn(column);
    for (const { child, parent } of facts.inheritance) this.setParent(child, parent);
    for (const dependency of facts.dependencies) this.addDependency(dependency);
  }

  /** Whether it was there before the script. */
  isOld(oid: Oid): boolean {
    return !oid.startsWith("new");
  }

  /** Whether a table may have rows. */
  mayHaveRows(oid: Oid): boolean {
    return this.isOld(oid) || this.filled.has(oid);
  }

  /** An identity for something that the script makes. */
  newOid(): Oid {
    this.#made += 1;
    return `new${this.#made}`;
  }

  /** The relation of a name; looked for in the search path when it has no schema. */
  relation({ schema, name }: WrittenName): RelationFact | undefined {
    for (const place of schema === undefined ? this.searchPath : [schema]) {
      const found = this.relations.get(this.#byName.get(key(place, name)) ?? "");
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The type of a name; `pg_catalog` comes first. */
  type({ schema, name }: WrittenName): TypeFact | undefined {
    for (const place of schema === undefined ? ["pg_catalog", ...this.searchPath] : [schema]) {
      const found = this.types.get(this.#typesByName.get(key(place, name)) ?? "");
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Where something without a schema is made. */
  get creationSchema(): string {
    return this.searchPath[0] ?? "public";
  }

  setRelation(relation: RelationFact): void {
    const old = this.relations.get(relation.oid);
    if (old !== undefined) this.#byName.delete(key(old.schema, old.name));
    this.relations.set(relation.oid, relation);
    this.#byName.set(key(relation.schema, relation.name), relation.oid);
  }

  setType(type: TypeFact): void {
    const old = this.types.get(type.oid);
    if (old !== undefined) this.#typesByName.delete(key(old.schema, old.name));
    this.types.set(type.oid, type);
    this.#typesByName.set(key(type.schema, type.name), type.oid);
  }

  columns(table: Oid): readonly ColumnFact[] {
    return [...(this.#columns.get(table)?.values() ?? [])];
  }

  column(table: Oid, name: string): ColumnFact | undefined {
    return this.columns(table).find((column) => column.name === name);
  }

  setColumn(column: ColumnFact): void {
    const columns = this.#columns.get(column.table) ?? new Map<number, ColumnFact>();
    this.#columns.set(column.table, columns.set(column.number, column));
  }

  removeColumn(table: Oid, number: number): void {
    this.#columns.get(table)?.delete(number);
  }

  /** A number that no column of a table has had. */
  nextColumnNumber(table: Oid): number {
    return Math.max(0, ...(this.#columns.get(table)?.keys() ?? [])) + 1000;
  }

  setParent(child: Oid, parent: Oid): void {
    this.#children.set(parent, (this.#children.get(parent) ?? new Set()).add(child));
    this.#parents.set(child, (this.#parents.get(child) ?? new Set()).add(parent));
  }

  removeParent(child: Oid, parent: Oid): void {
    this.#children.get(parent)?.delete(child);
    this.#parents.get(child)?.delete(parent);
  }

  children(oid: Oid): readonly Oid[] {
    return [...(this.#children.get(oid) ?? [])].filter((child) => this.relations.has(child));
  }

  parents(oid: Oid): readonly Oid[] {
    return [...(this.#parents.get(oid) ?? [])].filter((parent) => this.relations.has(parent));
  }

  /** A table with all its partitions and heirs, however deep. */
  family(oid: Oid): readonly Oid[] {
    const found = new Set([oid]);
    // A set gives what is added to it while it is gone through.
    for (const member of found) for (const child of this.children(member)) found.add(child);
    return [...found];
  }

  /** The partitioned table that a table is a partition of. */
  partitionedParent(oid: Oid): RelationFact | undefined {
    return this.parents(oid)
      .map((parent) => this.relations.get(parent))
      .find((parent) => parent?.kind === "p" || parent?.kind === "I");
  }

  indexesOf(table: Oid): readonly IndexFact[] {
    return [...this.indexes.values()].filter((index) => index.table === table);
  }

  constraintsOf(table: Oid): readonly ConstraintFact[] {
    return [...this.constraints.values()].filter((constraint) => constraint.table === table);
  }

  /** The foreign keys that lead to a table. */
  referencesTo(table: Oid): readonly ConstraintFact[] {
    return [...this.constraints.values()].filter(({ type, references }) => type === "f" && references === table);
  }

  partsOf(table: Oid, catalog: string): readonly PartFact[] {
    return [...this.parts.values()].filter((part) => part.table === table && part.catalog === catalog);
  }

  /** Adds a constraint that the script makes. */
  addConstraint(constraint: ConstraintFact): void {
    this.constraints.set(constraint.oid, constraint);
    const dependent: Address = `pg_constraint ${constraint.oid} 0`;
    if (constraint.table !== null) this.addDependency({ dependent, on: relationAddress(constraint.table), type: "a" });
    for (const column of constraint.table === null ? [] : constraint.columns) {
      this.addDependency({ dependent, on: relationAddress(constraint.table ?? "", column), type: "a" });
    }
    if (constraint.references === null) return;
    this.addDependency({ dependent, on: relationAddress(constraint.references), type: "n" });
  }

  addDependency(dependency: DependencyFact): void {
    append(this.#dependents, oidOf(dependency.on), dependency);
    append(this.#needs, oidOf(dependency.dependent), dependency);
  }

  /** What needs an object, or a part of it. */
  dependents(address: Address): readonly DependencyFact[] {
    const [catalog, , part] = address.split(" ");
    return (this.#dependents.get(oidOf(address)) ?? []).filter(({ on }) => {
      const [onCatalog, , onPart] = on.split(" ");
      return catalog === onCatalog && (part === "0" || part === onPart);
    });
  }

  /** An object no longer needs what it needed of one catalog. */
  forgetNeeds(dependent: Address, catalog: string): void {
    const isForgotten = (dependency: DependencyFact) =>
      dependency.dependent === dependent && dependency.on.startsWith(`${catalog} `);
    const own = this.#needs.get(oidOf(dependent)) ?? [];
    for (const dependency of own.filter(isForgotten)) {
      const others = this.#dependents.get(oidOf(dependency.on)) ?? [];
      this.#dependents.set(
        oidOf(dependency.on),
        others.filter((other) => !isForgotten(other)),
      );
    }
    this.#needs.set(
      oidOf(dependent),
      own.filter((dependency) => !isForgotten(dependency)),
    );
  }

  /** What an object needs. */
  needs(address: Address): readonly DependencyFact[] {
    const [catalog] = address.split(" ");
    return (this.#needs.get(oidOf(address)) ?? []).filter(({ dependent }) => dependent.startsWith(`${catalog} `));
  }

  /** Forgets an object. */
  remove(address: Address): void {
    const [catalog = "", oid = "", part = "0"] = address.split(" ");
    if (catalog === "pg_class" && part !== "0") {
      this.removeColumn(oid, Number(part));
      return;
    }
    if (catalog === "pg_class") this.#removeRelation(oid);
    if (catalog === "pg_constraint") this.constraints.delete(oid);
    if (catalog === "pg_type") this.types.delete(oid);
    this.parts.delete(`${catalog} ${oid}`);
  }

  #removeRelation(oid: Oid): void {
    const relation = this.relations.get(oid);
    if (relation !== undefined) this.#byName.delete(key(relation.schema, relation.name));
    this.relations.delete(oid);
    if (relation === undefined || INDEX_KINDS.includes(relation.kind)) this.indexes.delete(oid);
  }
}

function key(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}

function oidOf(address: string): Oid {
  return address.split(" ")[1] ?? "";
}

function append<Entry>(lists: Map<string, Entry[]>, name: string, entry: Entry): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [entry]);
  else list.push(entry);
}

/** The address of a relation or of one of its columns. */
export function relationAddress(oid: Oid, column = 0): Address {
  return `pg_class ${oid} ${column}`;
}
