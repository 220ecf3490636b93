import type { HazardRule } from "../../hazard.ts";
import { stated } from "../exposure.ts";
import type { PostgresContext } from "../postgres-context.ts";

/** F8 */
export const longName: HazardRule<PostgresContext> = {
  id: "long-name",
  title: "The server cuts names at 63 bytes, and two of them may become one",
  find({ statement }) {
    const words = statement.text.replace(NO_NAMES, " ").matchAll(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu);
    const long = [...words]
      .map(([word]) => word.replace(/^"|"$/g, ""))
      .filter((word) => Buffer.byteLength(word) > MOST_BYTES);
    return [...new Set(long)].map((name) => ({
      level: "MEDIUM",
      message: `The name ${name} is cut to ${MOST_BYTES} bytes without an error`,
      fix: `-- choose a name of at most ${MOST_BYTES} bytes`,
      evidence: [stated(`bytes of the name ${name}`, Buffer.byteLength(name))],
    }));
  },
};

const MOST_BYTES = 63;
/** Comments, texts and bodies of functions. */
const NO_NAMES = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/g;
