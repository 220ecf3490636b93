import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chown, lstat, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PostgresPrograms } from "./postgres-programs.ts";
import type { ProcessOwner } from "./unprivileged-user.ts";

const run = promisify(execFile);

/** What was begun so long ago was never finished. */
const ABANDONED_AFTER_MS = 600_000;

/** What the files of a cluster are called in a template. */
const CLUSTER = "cluster";

/** What a cluster is made with, and by whom. */
export interface ClusterMakers {
  readonly programs: PostgresPrograms;
  readonly owner: ProcessOwner;
}

/**
 * Makes the files of a new cluster: those of the template that an earlier run has left, which is much faster than making
 * them anew. The first run leaves the template. Whatever is wrong with a template, the cluster is made without it.
 *
 * @param dataDirectory where the files go; it does not exist yet
 * @param makers the programs, and who runs them
 */
export async function newCluster(dataDirectory: string, makers: ClusterMakers): Promise<void> {
  const template = await warmTemplate(makers).catch(() => undefined);
  if (template !== undefined && (await unpacked(template, dataDirectory, makers.owner))) return;
  await initialise(dataDirectory, makers);
}

/** The template; made when there is none. It is one file, so that it is there or is not, whoever tidies up the folder. */
async function warmTemplate(makers: ClusterMakers): Promise<string> {
  const { owner } = makers;
  const folder = await templateFolder(owner);
  const template = join(folder, `${await templateName(makers.programs)}.tar`);
  if (await isOwn(template, owner)) return template;
  await removeAbandoned(folder);
  // Others may make the same one at the same time. A rename is whole or not at all, so nobody sees half of one.
  const begun = `${template}.${randomBytes(4).toString("hex")}.begun`;
  const packed = join(begun, "packed");
  try {
    await initialise(join(begun, CLUSTER), makers);
    await run("tar", ["-C", begun, "-cf", packed, CLUSTER], { ...owner, cwd: "/" });
    await rename(packed, template);
  } finally {
    await rm(begun, { recursive: true, force: true });
  }
  return template;
}

/** The folder of the templates, which nobody else may write: who can change a template runs programs in our name. */
async function templateFolder(owner: ProcessOwner): Promise<string> {
  const parent = process.env.DATAFLOW_TEST_PG_TEMPLATES ?? "/tmp";
  const folder = join(parent, `dataflow-pg-templates-${ownerId(owner)}`);
  try {
    await mkdir(folder, { mode: 0o700 });
    if (owner.uid !== undefined && owner.gid !== undefined) await chown(folder, owner.uid, owner.gid);
  } catch (problem) {
    const isThere = problem instanceof Error && "code" in problem && problem.code === "EEXIST";
    if (!isThere) throw problem;
  }
  if (!(await isOwn(folder, owner))) throw new Error("the folder of the templates is somebody else's");
  return folder;
}

async function isOwn(path: string, owner: ProcessOwner): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  const isPlain = found?.isDirectory() === true || found?.isFile() === true;
  return isPlain && found?.uid === ownerId(owner) && (found.mode & 0o022) === 0;
}

function ownerId({ uid }: ProcessOwner): number {
  return uid ?? process.getuid?.() ?? 0;
}

/** Of another version, other programs or another start of the machine, it is another template: none is written to the disk for sure. */
async function templateName({ version, folder, copiedTo }: PostgresPrograms): Promise<string> {
  const start = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const origin = copiedTo === undefined ? folder : "packaged";
  const parts = [version, origin, start, ...localeArguments(version)];
  return `${version}-${createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 16)}`;
}

async function unpacked(template: string, dataDirectory: string, owner: ProcessOwner): Promise<boolean> {
  const parent = dirname(dataDirectory);
  try {
    await run("tar", ["-C", parent, "-xpf", template], { ...owner, cwd: "/" });
    await rename(join(parent, CLUSTER), dataDirectory);
    return true;
  } catch {
    for (const path of [join(parent, CLUSTER), dataDirectory]) await rm(path, { recursive: true, force: true });
    return false;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(".begun")) continue;
    const path = join(folder, name);
    const begun = await stat(path).catch(() => undefined);
    const isAbandoned = begun !== undefined && Date.now() - begun.mtimeMs > ABANDONED_AFTER_MS;
    if (isAbandoned) await rm(path, { recursive: true, force: true });
  }
}

async function initialise(dataDirectory: string, { programs, owner }: ClusterMakers): Promise<void> {
  await run(
    join(programs.folder, "initdb"),
    ["-D", dataDirectory, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N", ...localeArguments(programs.version)],
    { ...owner, cwd: "/", env: serverEnvironment() },
  );
}

/** Sorting by code point, case mapping for all of Unicode; from version 17 on the server brings that itself. */
function localeArguments(version: string): readonly string[] {
  if (Number.parseInt(version, 10) >= 17)
    return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  return [process.platform === "darwin" ? "--locale=C" : "--locale=C.UTF-8"];
}

/** A clean environment: variables such as PGDATA or PGPORT of the caller would redirect the programs. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}
