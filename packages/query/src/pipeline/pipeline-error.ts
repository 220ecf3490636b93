import { queryErrors } from "../errors/query-errors.ts";

/**
 * The error for a pipeline that is not built as pipelines are.
 *
 * @param path the place
 * @param problem what is wrong there, as the end of a sentence
 * @param fix what to write
 * @returns the error, to be thrown
 */
export function invalidStage(path: string, problem: string, fix: string) {
  return queryErrors.create("INVALID_PIPELINE", {
    message: `${path} ${problem}`,
    why: "a pipeline is a list of stages, each an object with one stage's name",
    fix,
    meta: { path },
  });
}
