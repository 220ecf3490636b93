import { basename } from "node:path";
import { isDataFlowError } from "@dataflow/core";
import { modelErrors } from "../errors/model-errors.ts";

/** What the operating system's codes mean for a file that is read or written. */
const REASONS: ReadonlyMap<string, { readonly READ: string; readonly WRITTEN: string }> = new Map([
  ["ENOENT", { READ: "there is no such file", WRITTEN: "its folder does not exist" }],
  ["ENOTDIR", { READ: "its path leads through a file", WRITTEN: "its path leads through a file" }],
  ["EISDIR", { READ: "it is a folder", WRITTEN: "it is a folder" }],
  ["EACCES", { READ: "this process may not read it", WRITTEN: "this process may not write there" }],
  ["EPERM", { READ: "this process may not read it", WRITTEN: "this process may not write there" }],
  ["EROFS", { READ: "this process may not read it", WRITTEN: "the file system is read-only" }],
  ["ENOSPC", { READ: "the disk is full", WRITTEN: "the disk is full" }],
]);

/**
 * Says in the model's words what the operating system refused. The path stays out of it but for the file's own name.
 *
 * @param error whatever was thrown while the file was used
 * @param path the file
 * @param use what was being done with it
 * @returns the error to throw: the same one when it is not about a file
 */
export function fileFailure(error: unknown, path: string, use: "READ" | "WRITTEN"): unknown {
  if (isDataFlowError(error) || !(error instanceof Error) || !("syscall" in error) || !("code" in error)) return error;
  const why = REASONS.get(String(error.code))?.[use] ?? `the operating system says ${error.code}`;
  return modelErrors.create(use === "READ" ? "UNREADABLE_FILE" : "UNWRITABLE_FILE", {
    message: `the file "${basename(path)}" cannot be ${use.toLowerCase()}: ${why}`,
    why,
    fix: "correct the path, or what the file system allows",
    meta: { file: basename(path), systemCode: error.code },
  });
}

/**
 * Makes the error for a place that no file can be written to.
 *
 * @param path the place
 * @param reason why, and what to do
 * @returns the error, to throw
 */
export function unwritableFile(path: string, { why, fix }: { readonly why: string; readonly fix: string }) {
  return modelErrors.create("UNWRITABLE_FILE", {
    message: `the file "${basename(path)}" cannot be written: ${why}`,
    why,
    fix,
    meta: { file: basename(path) },
  });
}
