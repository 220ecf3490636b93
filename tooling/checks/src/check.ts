import type { Repository } from "./repository.ts";

/** Something that a check found wrong. */
export interface Finding {
  /** From the root of the repository, with the line when there is one: `"packages/core/src/x.ts:12"`. */
  readonly place: string;
  /** What is wrong there, and why that matters. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
}

/** One rule that the whole repository keeps. */
export interface Check {
  readonly name: string;
  /**
   * Looks for what breaks the rule.
   *
   * @param repository what to look at
   * @returns what was found; nothing when the rule is kept
   */
  run(repository: Repository): Promise<readonly Finding[]>;
}
