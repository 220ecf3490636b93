// A saga of three steps that enter something, the last of which may fail, and the compensations that enter its opposite.
import { defineNode, type Workflow, WorkflowBuilder } from "@dataflow/core";
import type { DataFlow } from "../dataflow/dataflow.ts";
import { defineModel } from "../definition/define-model.ts";
import { field } from "../definition/field-kinds.ts";
import type { SagaStep } from "./saga.ts";

/** Nothing is unique and nothing is deleted: whatever is done twice is to be seen. */
export const Entry = defineModel("Entry", { text: field.text() });
export const models = { Entry };
export type Book = DataFlow<typeof models>;

/** Names the workflow's one saga. */
export const SAGA = { saga: "transfer", key: "7" } as const;

export function sagaWorkflow(db: Book, succeeds: boolean): Workflow {
  const enter = (text: string) => untyped(db.workflow().addNode("EntryCreateNode", "entry", { text }).build());
  const step = (name: string): SagaStep => ({ name, action: enter(name), compensation: enter(`no ${name}`) });
  const failing = defineNode({
    type: "FailingNode",
    run: () => {
      throw new Error("no");
    },
  });
  const last: SagaStep = succeeds
    ? step("third")
    : { name: "third", action: untyped(new WorkflowBuilder().addNode(failing, "fail", {}).build()) };
  const steps = [step("first"), step("second"), last];
  return untyped(
    db
      .workflow()
      .addNode("SagaNode", "saga", { ...SAGA, steps })
      .build(),
  );
}

/** A step takes any workflow; what its nodes are typed as is its builder's affair. */
function untyped(workflow: object): Workflow {
  return workflow as Workflow;
}
