/** The version of the form in which history is written; a later one reads every earlier one. */
export const TOOL_VERSION = "1";
