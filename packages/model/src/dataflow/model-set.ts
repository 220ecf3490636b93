import type { NodeLookup, NodeType } from "@dataflow/core";
import { type AuditRecordModel, auditRecordModel, refuseAuditNames } from "../audit/audit-record.ts";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import { renameHints } from "../definition/rename-hints.ts";
import { dynamicModel } from "../discovery/dynamic-model.ts";
import type { ModelRegistry } from "../discovery/register-schema.ts";
import { duplicateModel, strangeModel } from "../errors/model-names.ts";
import { Model } from "../model/model.ts";
import type { ModelBinding, ModelHost } from "../model/model-binding.ts";
import { modelNodeType, modelNodeTypeNames } from "../nodes/model-node-types.ts";
import type { ModelDemand } from "./schema-readiness.ts";

/** Any model of a DataFlow, whatever its fields. */
export interface RegisteredModel {
  readonly definition: AnyModelDefinition;
  readonly binding: ModelBinding;
  readonly nodes: Readonly<Record<string, NodeType<never>>>;
}

/** The models of a DataFlow, in the order in which they were added, and what they ask of the database together. */
export class ModelSet implements NodeLookup {
  readonly #models = new Map<string, RegisteredModel>();
  readonly #nodes: () => NodeLookup;
  readonly #host: () => ModelHost;
  readonly #added: () => void;
  #definitions: readonly AnyModelDefinition[] = Object.freeze([]);
  #auditLog: Model<AuditRecordModel> | undefined;

  /**
   * @param nodes all node types of the DataFlow, those of its models among them
   * @param host what models run on
   * @param added told when a model was added
   */
  constructor(nodes: () => NodeLookup, host: () => ModelHost, added: () => void) {
    this.#nodes = nodes;
    this.#host = host;
    this.#added = added;
  }

  /** The models by name. */
  get byName(): ReadonlyMap<string, RegisteredModel> {
    return this.#models;
  }

  get definitions(): readonly AnyModelDefinition[] {
    return this.#definitions;
  }

  /** The audit log; undefined when no model is written down. */
  get auditLog(): Model<AuditRecordModel> | undefined {
    return this.#auditLog;
  }

  /** The node type of a model, by its name. */
  get(type: string): NodeType<never> | undefined {
    return modelNodeType(type, (name) => this.#models.get(name)) ?? readingNode(type, this.#auditLog);
  }

  /** The names of the node types of all models. */
  names(): readonly string[] {
    return [...this.#models.keys()]
      .flatMap(modelNodeTypeNames)
      .concat(readingNodesOf(this.#auditLog).map(({ type }) => type));
  }

  /** Takes over the models of another set, where they were looked at already. */
  adopt(others: ModelSet): void {
    for (const [name, { definition }] of others.#models) this.#models.set(name, new Model(definition, this.#host()));
    if (others.#auditLog !== undefined) this.#auditLog = new Model(auditRecordModel(), this.#host());
    this.#definitions = others.#definitions;
    this.#added();
  }

  /** @throws MODEL.DUPLICATE_MODEL */
  add<Definition extends AnyModelDefinition>(definition: Definition): Model<Definition> {
    refuseAuditNames(definition);
    for (const { definition: other } of this.#models.values()) {
      if (other.name === definition.name)
        throw duplicateModel(definition, `another model has the name "${other.name}"`);
      if (isTableOf(other, definition.tableName, definition.options.schema))
        throw duplicateModel(definition, `the model ${other.name} has the table "${other.tableName}"`);
    }
    for (const type of modelNodeTypeNames(definition.name)) {
      if (this.#nodes().get(type) !== undefined)
        throw duplicateModel(definition, `there is a node type "${type}" already`);
    }
    const model = new Model(definition, this.#host());
    this.#models.set(definition.name, model);
    if (definition.options.auditLog) this.#auditLog ??= new Model(auditRecordModel(), this.#host());
    this.#definitions = Object.freeze([...this.#definitions, definition]);
    this.#added();
    return model;
  }

  /** The model of a table, if it has one. */
  ofTable(table: string, schema: string | undefined): RegisteredModel | undefined {
    return [...this.#models.values()].find(({ definition }) => isTableOf(definition, table, schema));
  }

  /** @throws MODEL.UNKNOWN_MODEL when the definition was never added */
  bindingOf(definition: AnyModelDefinition): ModelBinding {
    const model = this.#models.get(definition.name);
    if (model?.definition === definition) return model.binding;
    throw strangeModel(definition.name);
  }

  /** What the models ask for. Tables that were found are as they are: they are never created, changed or compared. */
  demand(): ModelDemand {
    const definitions = this.#definitions.filter(({ found }) => found === undefined);
    for (const { target } of definitions.flatMap((definition) => definition.references())) this.bindingOf(target);
    const tables = definitions.map((definition) => definition.schemaTable());
    return {
      tables: this.#auditLog === undefined ? tables : [...tables, auditRecordModel().schemaTable()],
      hints: definitions.flatMap(renameHints),
      models: definitions,
    };
  }

  /** What finding models in a database needs to know of these; `added` is told when it is done. */
  registry(added: () => Promise<void>): ModelRegistry {
    return {
      has: (name) => this.#models.has(name),
      modelOf: (table, schema) => {
        const model = this.ofTable(table, schema);
        return model && dynamicModel(model);
      },
      add: (definition) => dynamicModel(this.add(definition)),
      added,
    };
  }
}

/** Nobody writes the audit log by a node. */
function readingNodesOf(log: Model<AuditRecordModel> | undefined): readonly NodeType<never>[] {
  return log === undefined ? [] : [log.nodes.read, log.nodes.list, log.nodes.count, log.nodes.aggregate];
}

function readingNode(type: string, log: Model<AuditRecordModel> | undefined): NodeType<never> | undefined {
  return readingNodesOf(log).find((node) => node.type === type);
}

function isTableOf({ tableName, options }: AnyModelDefinition, table: string, schema: string | undefined): boolean {
  return tableName === table && options.schema === schema;
}
