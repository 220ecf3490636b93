export { matchesDocument } from "./reference/match-document.ts";
export { matchesSearch } from "./reference/match-search.ts";
