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

/**
 * The error for a score that a search would give.
 *
 * @param path the place
 * @returns the error, to be thrown
 */
export function noScore(path: string) {
  return queryErrors.create("INVALID_PIPELINE", {
    message: `${path} asks for a score, and searches give none`,
    why: "databases rate texts in different ways, so the order would depend on where the rows are",
    fix: "order by a field",
    meta: { path },
  });
}
