import { appConfig } from "@dataflow-tooling/tsup";

export default appConfig({ entry: ["src/main.ts"] });
