import { defineErrors, type ErrorCodeOf } from "./error-catalog.ts";

/** The errors of building, storing and restoring workflows. Most are findings inside `WORKFLOW.INVALID`. */
export const workflowErrors = defineErrors("WORKFLOW", {
  INVALID: { title: "The workflow has mistakes, and all of them are listed" },
  INVALID_BUILDER: { title: "The builder was called with something it cannot work with" },
  UNKNOWN_NODE_TYPE: { title: "A node names a type that does not exist" },
  INVALID_ID: { title: "A node's id cannot be used" },
  DUPLICATE_ID: { title: "Two nodes have the same id" },
  UNKNOWN_NODE: { title: "A node is named that is not in the workflow" },
  SELF_CONNECTION: { title: "A node is connected to itself" },
  CYCLE: { title: "The connections form a cycle" },
  INVALID_PATH: { title: "The path of a connection cannot be read" },
  UNKNOWN_RESULT: { title: "A connection takes a key that its source does not give" },
  INPUT_CONNECTED_TWICE: { title: "Two connections fill the same input" },
  INPUT_GIVEN_TWICE: { title: "An input has a static value and a connection" },
  UNKNOWN_PARAMETER: { title: "A node is given a parameter that it does not take" },
  MISSING_PARAMETER: { title: "A required parameter of a node is given by nothing" },
  TEMPLATE_STRING: { title: "A parameter holds a template where a connection belongs" },
  UNDEFINED_VALUE: { title: "A parameter holds undefined" },
  FUNCTION_VALUE: { title: "A parameter holds a function where none is accepted" },
  INVALID_VALUE: { title: "A parameter holds something that cannot travel through a workflow" },
  UNKNOWN_OPTION: { title: "An option does not exist" },
  INVALID_OPTION: { title: "An option has a value that it does not take" },
  SCOPE_MISSING: { title: "A node ends or marks a scope where none is open" },
  SCOPE_NOT_ENDED: { title: "A scope may be left open" },
  SCOPE_CROSSED: { title: "A node stands partly inside a scope and partly outside" },
  SCOPE_NOT_REPEATABLE: { title: "A scope is to be run again, and a node in it cannot be" },
  INVALID_JSON: { title: "What should be a stored workflow is not one" },
  NOT_SERIALISABLE: { title: "The workflow holds something that JSON cannot carry" },
});

/** The codes of findings about a workflow. */
export type WorkflowErrorCode = ErrorCodeOf<typeof workflowErrors>;
