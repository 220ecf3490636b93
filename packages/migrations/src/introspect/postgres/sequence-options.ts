import type { SequenceOptions } from "../../catalog/object-definitions.ts";
import { type CatalogRow, flag, text } from "./catalog-row.ts";

/** The options of a sequence from a row of the section `sequences`. */
export function sequenceOptions(row: CatalogRow): SequenceOptions {
  return {
    type: text(row, "type"),
    start: text(row, "start"),
    increment: text(row, "increment"),
    minimum: text(row, "minimum"),
    maximum: text(row, "maximum"),
    cache: text(row, "cache"),
    cycle: flag(row, "cycle"),
  };
}
