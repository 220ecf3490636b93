export { databases, type TestDatabase } from "./databases.ts";
