import type { DialectName } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { Model } from "../model/model.ts";
import type { ModelNodeTypes } from "../types/model-nodes.ts";
import type { Registry } from "../types/relation-types.ts";

/** The models of a DataFlow that were declared up front, bound to it. */
export type BoundModels<Models, Dialect extends DialectName = DialectName> = {
  readonly [Name in keyof Models]: Models[Name] extends AnyModelDefinition
    ? Model<Models[Name], Dialect, Registry<Models>>
    : never;
};

/** What the compiler knows of the nodes: everything when models were declared up front, otherwise nothing. */
export type SourceTypes<Models> = [keyof Models] extends [never] ? unknown : ModelNodeTypes<Models>;
