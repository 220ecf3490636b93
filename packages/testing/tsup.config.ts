import { packageConfig } from "@dataflow-tooling/tsup";

export default packageConfig({
  entry: [
    "src/index.ts",
    "src/vitest.ts",
    "src/node.ts",
    "src/faults.ts",
    "src/reference.ts",
    "src/arbitraries.ts",
    "src/suites.ts",
  ],
});
