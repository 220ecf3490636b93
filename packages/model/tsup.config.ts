import { packageConfig } from "@dataflow-tooling/tsup";

export default packageConfig({
  entry: ["src/index.ts"],
  // The only CommonJS package that a start would need: Node first loads what looks through such modules for their names.
  noExternal: ["pluralize"],
});
