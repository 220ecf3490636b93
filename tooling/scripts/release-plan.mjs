// `pnpm release:plan`: which package would be published, at which version and with which files. Changes nothing.
import "./node-version.mjs";

const { execFileSync } = await import("node:child_process");
const { mkdtempSync, readdirSync, readFileSync, rmSync } = await import("node:fs");
const { tmpdir } = await import("node:os");
const { join, relative } = await import("node:path");
const { pnpmCommand } = await import("./pnpm-command.mjs");
const { ROOT, workspaceProgram } = await import("./run-command.mjs");

const folder = mkdtempSync(join(tmpdir(), "dataflow-release-"));

function plannedReleases() {
  const file = join(folder, "plan.json");
  // The tool wants a path inside the repository's terms, whatever folder that leads to.
  execFileSync(workspaceProgram("changeset"), ["status", `--output=${relative(ROOT, file)}`], {
    cwd: ROOT,
    stdio: "ignore",
  });
  return JSON.parse(readFileSync(file, "utf8")).releases;
}

function packageFolders() {
  const folders = readdirSync(join(ROOT, "packages")).map((name) => join(ROOT, "packages", name));
  return new Map(folders.map((path) => [JSON.parse(readFileSync(join(path, "package.json"), "utf8")).name, path]));
}

function contentsOf(path) {
  const [program, ...args] = [...pnpmCommand(), "pack", "--json", "--pack-destination", folder];
  const packed = JSON.parse(
    execFileSync(program, args, { cwd: path, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
  );
  return packed.files.map((file) => file.path);
}

const folders = packageFolders();
for (const { name, type, oldVersion, newVersion } of plannedReleases()) {
  const path = folders.get(name);
  if (path === undefined || type === "none") continue;
  console.log(`${name} ${oldVersion} → ${newVersion} (${type})`);
  for (const file of contentsOf(path)) console.log(`  ${file}`);
}
rmSync(folder, { recursive: true, force: true });
