import type { NodeContext, NodeEffects, NodeType } from "@dataflow/core";
import type { BoundCommand } from "../commands/bound-command.ts";
import type { BulkCreateResult } from "../commands/bulk-create-command.ts";
import type { CommandParameters } from "../commands/command.ts";
import { checkStaticParameters, refuseUnknownParameters } from "../input/check-parameters.ts";
import type { CommandInput, ModelBinding } from "../model/model-binding.ts";
import { pathInFolder } from "./allowed-path.ts";
import type { ExportResult } from "./export-rows.ts";
import type { ImportResult } from "./import-rows.ts";
import { chunksOf, writableOf } from "./transfer-checks.ts";
import { pathOf } from "./transfer-format.ts";
import { EXPORT_OPTIONS, importOptions } from "./transfer-parameters.ts";

/**
 * The node that stores the rows of a file.
 *
 * @param binding the model
 * @param bulkCreate the model's bulk create
 * @returns the node type
 */
export function importNode(
  binding: ModelBinding,
  bulkCreate: BoundCommand<BulkCreateResult>,
): NodeType<CommandInput, ImportResult> {
  const parameters: CommandParameters = {
    ...importOptions(binding.definition),
    source: { required: true, description: "a path in fileFolder, or a readable stream", parse: sourceAllowed },
  };
  return transferNode<ImportResult>(binding, {
    operation: "import",
    suffix: "ImportNode",
    description: "stores the rows of a file",
    parameters,
    results: [...(bulkCreate.nodeType.results ?? []), "ignored"],
    effects: [binding.host.connection],
    run: async ({ source, ...input }, { signal }) => {
      sourceAllowed(source, binding);
      const { importRows } = await import("../on-demand.ts");
      return importRows(source, input, binding, async (given) => bulkCreate.run(given, signal));
    },
  });
}

/**
 * The node that writes rows to a file.
 *
 * @param binding the model
 * @returns the node type
 */
export function exportNode(binding: ModelBinding): NodeType<CommandInput, ExportResult> {
  return transferNode<ExportResult>(binding, {
    operation: "export",
    suffix: "ExportNode",
    description: "writes rows to a file",
    parameters: {
      ...EXPORT_OPTIONS,
      sink: { required: true, description: "a path in fileFolder, or a writable stream", parse: sinkAllowed },
    },
    results: ["exported"],
    run: async ({ sink, ...input }, { signal }) => {
      sinkAllowed(sink, binding);
      const { exportRows } = await import("../on-demand.ts");
      return exportRows(sink, { ...input, signal }, binding);
    },
  });
}

interface TransferWork<Result> {
  readonly operation: "import" | "export";
  readonly suffix: string;
  readonly description: string;
  readonly parameters: CommandParameters;
  readonly results: readonly string[];
  /** Left out where a file is written. */
  readonly effects?: NodeEffects;
  readonly run: (input: CommandInput, context: NodeContext) => Promise<Result>;
}

function transferNode<Result>(binding: ModelBinding, work: TransferWork<Result>): NodeType<CommandInput, Result> {
  const { parameters, run } = work;
  const { name } = binding.definition;
  return Object.freeze({
    type: `${name}${work.suffix}`,
    description: `${name}: ${work.description}`,
    parameters: Object.freeze({ names: Object.freeze({ ...parameters }), open: false }),
    results: Object.freeze(work.results),
    ...(work.effects === undefined ? {} : { effects: work.effects }),
    check: (given: CommandInput) => checkStaticParameters(given, parameters, binding),
    async run(input: CommandInput, context: NodeContext) {
      refuseUnknownParameters(input, parameters, `${name}.${work.operation}`);
      return run(input, context);
    },
  });
}

function sourceAllowed(source: unknown, binding: ModelBinding): void {
  const path = pathOf(source);
  if (path === undefined) chunksOf(source);
  else pathInFolder(path, { folder: binding.host.fileFolder, place: `${binding.definition.name}.import` });
}

function sinkAllowed(sink: unknown, binding: ModelBinding): void {
  const path = pathOf(sink);
  if (path !== undefined) {
    pathInFolder(path, { folder: binding.host.fileFolder, place: `${binding.definition.name}.export` });
  } else writableOf(sink);
}
