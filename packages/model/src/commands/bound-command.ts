import type { MaybePromise, NodeContext, NodeType } from "@dataflow/core";
import { ofOperation } from "../errors/of-operation.ts";
import {
  checkStaticParameters,
  namedParameters,
  refuseUnknownOptions,
  refuseUnknownParameters,
} from "../input/check-parameters.ts";
import { parseSignal } from "../input/parse-scalars.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import type { Command, CommandParameters } from "./command.ts";

/** A command on one model: what its method calls and its node runs. */
export interface BoundCommand<Result> {
  /** What messages call it: `"User.list"`. */
  readonly place: string;
  readonly nodeType: NodeType<CommandInput, Result>;
  readonly run: (input: CommandInput, signal?: AbortSignal) => MaybePromise<Result>;
  /**
   * Runs it for a method that takes a signal among its parameters, because it has no run whose signal would stop it.
   *
   * @param given what its caller names; looked at like all that is not our own
   * @param own what the method names
   */
  readonly callLong: (given: object | undefined, own?: CommandInput) => Promise<Result>;
  /**
   * Runs it for a method that names parameters itself: one promise, however the database answers.
   *
   * @param own what the method names
   * @param options what its caller names; looked at like all that is not our own
   */
  readonly call: (own: CommandInput, options?: object) => Promise<Result>;
}

/**
 * Puts a command on a model.
 *
 * @param command the command
 * @param binding the model
 * @returns the command, ready to run
 */
export function bindCommand<Result>(command: Command<Result>, binding: ModelBinding): BoundCommand<Result> {
  const { definition } = binding;
  let known: CommandParameters | undefined;
  const parametersOf = (): CommandParameters => {
    known ??= Object.freeze(command.parameters(definition));
    return known;
  };
  const place = `${definition.name}.${command.name}`;
  const perform = performOf(command, binding);
  const run = (input: CommandInput, signal?: AbortSignal): MaybePromise<Result> => {
    if (command.takesFieldsOnly !== true) refuseUnknownParameters(input, parametersOf(), place);
    return perform(input, signal);
  };
  const withOptions = (own: CommandInput, given: object): MaybePromise<Result> => {
    if (command.options === undefined)
      return run({ ...namedParameters(given, place, () => Object.keys(parametersOf())), ...own });
    const known = command.options(definition);
    const options = namedParameters(given, place, () => Object.keys(known));
    refuseUnknownOptions(options, known, {
      name: place,
      changes: own.fields === undefined ? [] : definition.updatable,
    });
    return perform({ ...options, ...own });
  };
  // No async function: it would make a promise of its own at the beginning, and all that it needs to wait.
  const call = (own: CommandInput, options?: object): Promise<Result> => {
    try {
      return Promise.resolve(options === undefined ? perform(own) : withOptions(own, options));
    } catch (error) {
      return Promise.reject(ofOperation(error, place));
    }
  };
  const callLong = async (given: object | undefined, own: CommandInput = {}): Promise<Result> => {
    try {
      const names = () => Object.keys(parametersOf()).filter((name) => !Object.hasOwn(own, name));
      const { signal, ...input } = namedParameters(given, place, names);
      return await run({ ...input, ...own }, parseSignal(signal));
    } catch (error) {
      throw ofOperation(error, place);
    }
  };
  let nodeType: NodeType<CommandInput, Result> | undefined;
  return Object.freeze({
    place,
    get nodeType() {
      nodeType ??= nodeTypeOf(command, { binding, parameters: parametersOf(), perform });
      return nodeType;
    },
    run,
    call,
    callLong,
  });
}

interface CommandPlace<Result> {
  readonly binding: ModelBinding;
  readonly parameters: CommandParameters;
  readonly perform: BoundCommand<Result>["run"];
}

/** Workflows let nothing through to a node that its type does not name, so names are not looked at again. */
function nodeTypeOf<Result>(
  command: Command<Result>,
  { binding, parameters, perform }: CommandPlace<Result>,
): NodeType<CommandInput, Result> {
  const { definition } = binding;
  return Object.freeze({
    type: `${definition.name}${command.nodeSuffix}`,
    description: `${definition.name}: ${command.description}`,
    parameters: Object.freeze({ names: parameters, open: false }),
    results: Object.freeze(command.results(definition)),
    effects: Object.freeze([binding.host.connection]),
    check: (given: CommandInput) => checkStaticParameters(given, parameters, binding),
    run:
      command.isLong === true
        ? (input: CommandInput, context: NodeContext) => perform(input, context.signal)
        : (input: CommandInput) => perform(input),
  });
}

/** Decided once: most models keep no audit log, and reads leave nothing in it. */
function performOf<Result>(
  command: Command<Result>,
  binding: ModelBinding,
): (input: CommandInput, signal?: AbortSignal) => MaybePromise<Result> {
  const { recorded } = binding;
  if (recorded === undefined || command.writes !== true) return (input, signal) => command.run(binding, input, signal);
  return (input, signal) => recorded(command.name, (part) => command.run(part, input, signal));
}
