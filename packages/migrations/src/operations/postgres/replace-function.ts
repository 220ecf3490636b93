import { inside, type OperationType } from "../operation-type.ts";

/** Gives a function another body where it stands, so that all who use it stay. Another signature or result needs a new function. */
export const replaceFunction: OperationType<"function"> = {
  name: "replaceFunction",
  kind: "function",
  change: "alter",
  inverse: "replaceFunction",
  covers: ["sql"],
  plan({ before, after }) {
    if (before === undefined || after === undefined) return [];
    const [old, wanted] = [before.definition, after.definition];
    const isSame =
      old.returns === wanted.returns && old.kind === wanted.kind && signature(old.sql) === signature(wanted.sql);
    return isSame ? [inside(wanted.sql)] : [];
  },
};

/** The first lines, with the names, types and defaults of the arguments: what the server does not replace. */
function signature(sql: string): string {
  const end = sql.search(/\n LANGUAGE |\nAS /);
  return end < 0 ? sql : sql.slice(0, end);
}
