import { packageConfig } from "@dataflow-tooling/tsup";

export default packageConfig({
  entry: ["src/index.ts", "src/faults.ts", "src/reference.ts", "src/arbitraries.ts"],
});
