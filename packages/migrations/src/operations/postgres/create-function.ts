import type { OperationType } from "../operation-type.ts";
import { createOperation } from "./whole-object.ts";

/** Creates a function or procedure. A body that is only a text is not checked: what it uses may come later. */
export const createFunction: OperationType<"function"> = createOperation("function", ({ definition }) => {
  const isParsed = /\nBEGIN ATOMIC\n|\nRETURN [^\n]*$/.test(definition.sql);
  return [...(isParsed ? [] : ["SET LOCAL check_function_bodies = off"]), definition.sql];
});
