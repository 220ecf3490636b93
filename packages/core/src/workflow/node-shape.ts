import type { NodeType, NodeValues } from "../node/node-type.ts";
import type { StockNodeTypes } from "../nodes/stock-node-types.ts";
import type { NoSuchPath } from "./result-path.ts";
import type { IsUntyped, UntypedOutput } from "./untyped-output.ts";

/** What the compiler knows of one node of a workflow. */
export interface NodeShape<Input = NodeValues, Output = unknown> {
  readonly input: Input;
  readonly output: Output;
}

/** No node is known yet. */
export type NoNodes = Readonly<Record<never, never>>;

/** Whether a source says nothing about its node types. */
export type IsUntypedSource<Types> = unknown extends Types ? true : string extends keyof Types ? true : false;

/** The names that `addNode` takes. */
export type NodeNameOf<Types> =
  IsUntypedSource<Types> extends true ? string : (keyof Types & string) | keyof StockNodeTypes;

/**
 * The shape of a node added by the name of its type or by the node type itself. Looks up one key: wrapped in tuples, so
 * that the compiler never tries every name of the source.
 */
export type ShapeOf<Types, Type> = [Type] extends [NodeType<infer Input, infer Output>]
  ? NodeShape<Input, Output>
  : IsUntypedSource<Types> extends true
    ? StockShapeOf<Type>
    : [Type] extends [keyof Types]
      ? Types[Type & keyof Types]
      : StockShapeOf<Type>;

type StockShapeOf<Type> = [Type] extends [keyof StockNodeTypes]
  ? StockNodeTypes[Type & keyof StockNodeTypes]
  : NodeShape<NodeValues, UntypedOutput>;

/** One more node. An id that is only known as `string` makes every id acceptable from then on. */
export type NodeEntry<Id extends string, Shape> = string extends Id
  ? { readonly [AnyId in string]: NodeShape<NodeValues, unknown> }
  : { readonly [OneId in Id]: Shape };

/** The ids that a connection may name. */
export type NodeIdOf<Types, Nodes> = IsUntypedSource<Types> extends true ? string : keyof Nodes & string;

/**
 * What a node of the workflow takes. Tuples keep the compiler from trying every id of the workflow for each connection:
 * an unwrapped `Id extends` would be distributed over all of them.
 */
export type InputOf<Nodes, Id> = [Id] extends [keyof Nodes]
  ? Nodes[Id & keyof Nodes] extends { readonly input: infer Input }
    ? Input
    : NodeValues
  : NodeValues;

/** What a node of the workflow gives. */
export type OutputOf<Nodes, Id> = [Id] extends [keyof Nodes]
  ? Nodes[Id & keyof Nodes] extends { readonly output: infer Output }
    ? Output
    : unknown
  : unknown;

/**
 * The static parameters of a node: all optional, because a connection may fill any of them.
 * What is missing in the end is found by `build()`.
 */
export type StaticParameters<Shape> = [Shape] extends [{ readonly input: infer Input }] ? PartialOf<Input> : NodeValues;

type PartialOf<Input> = unknown extends Input
  ? NodeValues
  : Input extends object
    ? { readonly [Name in keyof Input]?: Input[Name] }
    : NodeValues;

type KeyOfEach<Input> = Input extends object ? keyof Input & string : never;

/** The names of a node's inputs, over all forms of its input. */
export type InputNameOf<Input> = unknown extends Input ? string : KeyOfEach<Input>;

type InputValue<Input, Name> = Input extends object ? (Name extends keyof Input ? Input[Name] : never) : never;

/** Shown by the compiler when the connected value has another type than the input. */
export interface ConnectedValueDoesNotFit<Value, Expected> {
  readonly "~error": "the connected value does not fit this input";
  readonly "~connected": Value;
  readonly "~expected": Expected;
}

/** The input's name itself when it exists and the value fits, and `"."`, which fills nothing; otherwise what the compiler should say. */
export type CheckedInput<Input, Value, Name extends string> = Name extends "."
  ? Name
  : Name extends InputNameOf<Input>
    ? IsUntyped<Value> extends true
      ? Name
      : unknown extends Input
        ? Name
        : [Exclude<Value, NoSuchPath>] extends [InputValue<Input, Name>]
          ? Name
          : ConnectedValueDoesNotFit<Value, InputValue<Input, Name>>
    : InputNameOf<Input>;

/** The results of a run by node id. */
export type ResultsOf<Nodes> = [keyof Nodes] extends [never]
  ? Readonly<Record<string, UntypedOutput>>
  : { readonly [Id in keyof Nodes]: OutputOf<Nodes, Id> };

/** The inputs of a run: node id → parameter → value. */
export type RunInputsOf<Nodes> = [keyof Nodes] extends [never]
  ? Readonly<Record<string, NodeValues>>
  : { readonly [Id in keyof Nodes]?: StaticParameters<Nodes[Id]> };

/** The inputs that a run must bring: node id → names of parameters. */
export type ExpectedInputsOf<Types, Nodes> =
  IsUntypedSource<Types> extends true
    ? Readonly<Record<string, readonly string[]>>
    : { readonly [Id in keyof Nodes]?: readonly InputNameOf<InputOf<Nodes, Id>>[] };
