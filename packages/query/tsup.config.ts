import { packageConfig } from "@dataflow-tooling/tsup";

export default packageConfig({ entry: { index: "src/index.ts", drizzle: "src/drizzle/drizzle-filter.ts" } });
