import { defineErrors } from "./error-catalog.ts";

/** The errors of nodes and node types. */
export const nodeErrors = defineErrors("NODE", {
  DUPLICATE_TYPE: { title: "Two node types have the same name" },
  INVALID_TYPE: { title: "A node type is declared in a way that cannot work" },
  INVALID_INPUT: { title: "A node was given input that it does not accept" },
  INVALID_OUTPUT: { title: "A node produced a result that its own output schema refuses" },
  MISSING_INPUT: { title: "A connection found nothing at its path in the result of its source" },
  HTTP_FAILED: { title: "An HTTP request got no answer", isRetryable: true },
  HTTP_STATUS: { title: "An HTTP request was answered with a status that is not a success" },
  HTTP_TIMEOUT: { title: "An HTTP request took longer than it may", isRetryable: true },
  HTTP_RESPONSE: { title: "An HTTP answer could not be read as what was expected" },
});
