import { modelErrors } from "../errors/model-errors.ts";

/**
 * The error for content that its format does not allow. Says where it is and never what it is.
 *
 * @param place the line, the row or the field
 * @param why what is wrong with it
 * @returns the error, to throw
 */
export function unreadableFile(place: string, why: string) {
  return modelErrors.create("UNREADABLE_FILE", {
    message: `${place} cannot be read: ${why}`,
    why,
    fix: "correct the file, or pass the format that it has",
    meta: { place },
  });
}
