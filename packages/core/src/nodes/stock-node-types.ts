import type { UntypedOutput } from "../workflow/untyped-output.ts";
import type { FunctionNodeInput } from "./function-node.ts";
import type { HttpRequestInput, HttpRequestResult } from "./http-request-node.ts";
import type { LoopNodeInput, LoopNodeResult } from "./loop-node.ts";
import type { MapNodeInput, MapNodeResult } from "./map-node.ts";
import type { MergeNodeInput, MergeNodeResult } from "./merge-node.ts";
import type { SwitchNodeInput, SwitchNodeResult } from "./switch-node.ts";
import type { WorkflowNodeInput, WorkflowNodeResult } from "./workflow-node.ts";

/** The stock node types by name: what goes in and what comes out. */
export interface StockNodeTypes {
  readonly SwitchNode: { readonly input: SwitchNodeInput; readonly output: SwitchNodeResult };
  readonly MergeNode: { readonly input: MergeNodeInput; readonly output: MergeNodeResult };
  readonly FunctionNode: { readonly input: FunctionNodeInput; readonly output: UntypedOutput };
  readonly MapNode: { readonly input: MapNodeInput; readonly output: MapNodeResult };
  readonly LoopNode: { readonly input: LoopNodeInput; readonly output: LoopNodeResult };
  readonly WorkflowNode: { readonly input: WorkflowNodeInput; readonly output: WorkflowNodeResult };
  readonly HttpRequestNode: { readonly input: HttpRequestInput; readonly output: HttpRequestResult };
}
