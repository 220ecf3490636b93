import type { MaybePromise, ParameterSpec } from "@dataflow/core";
import type { AnyModelDefinition } from "../definition/model-definition.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { OperationName } from "../operation/operation.ts";

/** One parameter of a command: what a workflow must know of it, and how its value is read. */
export interface CommandParameter extends ParameterSpec {
  /**
   * Reads the value, throwing a coded error when it cannot be meant. Used by the command itself, and at `build()` for
   * parameters that are written into a workflow. Absent when only the command as a whole can tell.
   */
  readonly parse?: (value: unknown, binding: ModelBinding) => unknown;
}

/** Parameters by name; a null-prototype record or a plain object, always read by own key. */
export type CommandParameters = Readonly<Record<string, CommandParameter>>;

/**
 * One of the things a model can be asked to do. A node and a method of the same name are both made from it, so that
 * there is one way in.
 */
export interface Command<Result = unknown> {
  readonly name: OperationName;
  /** What follows the model's name in the node's type: `"CreateNode"`. */
  readonly nodeSuffix: string;
  /** Whether it may change rows. */
  readonly writes?: true;
  /** Whether it takes many steps, so that it is worth a signal: to make one costs more than to read a row. */
  readonly isLong?: true;
  readonly description: string;
  /** The parameters, for one model. */
  parameters(definition: AnyModelDefinition): CommandParameters;
  /** The options of a method that takes the rest as arguments of their own; absent for one that takes all in one object. */
  readonly options?: (definition: AnyModelDefinition) => CommandParameters;
  /** Whether every parameter is a field of a new row: names are then checked with the values, all problems at once. */
  readonly takesFieldsOnly?: boolean;
  /** The keys of the result, when they do not depend on the data. */
  results(definition: AnyModelDefinition): readonly string[];
  /** `signal` stops a command that takes many steps between two of them; what it did in its transaction is undone. */
  run(binding: ModelBinding, input: CommandInput, signal?: AbortSignal): MaybePromise<Result>;
}
