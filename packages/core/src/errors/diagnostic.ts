/**
 * A finding: something that was noticed, said as data. A finding never interrupts the work that noticed it;
 * an error carries the findings that made it impossible to go on.
 */
export interface Diagnostic {
  /** The code of the finding, of the same namespace as the errors: `"WORKFLOW.UNKNOWN_NODE_TYPE"`. */
  readonly code: string;
  readonly severity: "error" | "warning" | "info";
  /** One sentence that names the place and what is wrong there. Never contains a value of a row. */
  readonly message: string;
  /** Where: `"nodes.createUser.parameters.emial"`, `"User.age"`. */
  readonly path: string;
  /** What to write instead. */
  readonly fix: string;
}
