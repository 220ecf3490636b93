// `pnpm check [-- <name> …]`: the checks of the repository, all or those named.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("src/main.ts", import.meta.url));
// Some checks read what packages export, so packages resolve to their sources.
const flags = ["--conditions=@dataflow/source", "--import", "tsx"];
const { status } = spawnSync(process.execPath, [...flags, main, ...process.argv.slice(2)], {
  stdio: "inherit",
  cwd: fileURLToPath(new URL(".", import.meta.url)),
});
process.exitCode = status ?? 1;
