import { invalidOption } from "./dataflow-options.ts";

const VARIABLE = "DATAFLOW_TDD_MODE";
const YES: ReadonlySet<string> = new Set(["true", "yes", "1", "on", "enabled"]);
const NO: ReadonlySet<string> = new Set(["", "false", "no", "0", "off", "disabled"]);

/**
 * Whether nothing of a DataFlow lasts.
 *
 * @param option the option `tddMode`
 * @returns what the option says, else what the environment says, else false
 * @throws MODEL.INVALID_OPTION when the environment says neither yes nor no
 */
export function tddModeOf(option: boolean | undefined): boolean {
  if (option !== undefined) return option;
  const said = (process.env[VARIABLE] ?? "").toLowerCase();
  if (YES.has(said)) return true;
  // A word that is not understood must not make the tests of a program write for good.
  if (!NO.has(said)) throw invalidOption(VARIABLE, "set it to true or false, or not at all");
  return false;
}
