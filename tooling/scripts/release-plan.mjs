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

/** What is written into the packages already: published by `pnpm release` as far as the registry does not have it. */
function presentVersions() {
  return [...folders].map(([name, path]) => {
    const { version } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
    return { name, path, line: `${name} ${version}` };
  });
}

function nextVersions() {
  return plannedReleases().flatMap(({ name, type, oldVersion, newVersion }) => {
    const path = folders.get(name);
    return path === undefined || type === "none"
      ? []
      : [{ name, path, line: `${name} ${oldVersion} → ${newVersion} (${type})` }];
  });
}

const folders = packageFolders();
const next = nextVersions();
console.log(
  next.length > 0
    ? "The waiting changesets would publish:"
    : "No changeset waits. What the registry does not have of these versions would be published:",
);
for (const { path, line } of next.length > 0 ? next : presentVersions()) {
  console.log(line);
  for (const file of contentsOf(path)) console.log(`  ${file}`);
}
rmSync(folder, { recursive: true, force: true });
