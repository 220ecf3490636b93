/** What was being done when an error came: the same error means different things. */
export interface FailurePlace {
  readonly doing: "connecting" | "executing" | "committing";
  /** Without secrets. */
  readonly target: string;
}
