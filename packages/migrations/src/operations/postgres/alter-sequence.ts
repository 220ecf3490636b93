import { quoteText } from "../../dialects/sql-text.ts";
import { inside, type OperationType } from "../operation-type.ts";
import { alterCounter } from "./alter-counter.ts";
import { quotePath } from "./names.ts";
import { sequenceClauses } from "./set-identity.ts";

const SET_PERSISTENCE_SINCE = 150_000;

/** Changes the options of a sequence; it goes on from where it is. */
export const alterSequence: OperationType<"sequence"> = {
  name: "alterSequence",
  kind: "sequence",
  change: "alter",
  inverse: "alterSequence",
  covers: ["type", "start", "increment", "minimum", "maximum", "cache", "cycle"],
  plan({ before, after }) {
    if (before === undefined || after === undefined) return [];
    const { path, definition } = after;
    const alter = `ALTER SEQUENCE ${quotePath(path)} AS ${definition.type} ${sequenceClauses(definition).join(" ")}`;
    const name = quoteText(quotePath(path));
    return [inside(alterCounter({ name, alter, before: before.definition, after: definition }))];
  },
};

/** Makes a sequence survive a crash, or not. */
export const setSequencePersistence: OperationType<"sequence"> = {
  name: "setSequencePersistence",
  kind: "sequence",
  change: "alter",
  inverse: "setSequencePersistence",
  covers: ["persistence"],
  plan({ after }, { serverVersion }) {
    if (after === undefined || serverVersion < SET_PERSISTENCE_SINCE) return [];
    const to = after.definition.persistence === "unlogged" ? "UNLOGGED" : "LOGGED";
    return [inside(`ALTER SEQUENCE ${quotePath(after.path)} SET ${to}`)];
  },
};
