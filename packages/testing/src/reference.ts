export { matchesDocument } from "./reference/match-document.ts";
