import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Peer } from "./peer.ts";

/** The peers are no part of the workspace: they weigh more than all else, and only two suites need them. */
const FOLDER = fileURLToPath(new URL("../../peers/", import.meta.url));

const KINDS = ["postgres", "sqlite"] as const;

/**
 * Installs what the peers need, as far as it is not there, and loads them.
 *
 * @param say told what takes time
 * @returns the peers
 */
export async function loadPeers(say: (progress: string) => void): Promise<readonly Peer[]> {
  if (!isInstalled()) {
    say("peers: installing them into tooling/bench/peers");
    await run("pnpm", ["--ignore-workspace", "install", "--frozen-lockfile"]);
  }
  for (const kind of KINDS) if (!existsSync(`${FOLDER}generated/${kind}/client.ts`)) await generate(kind);
  const loaders = await peerLoaders();
  return Promise.all(loaders.map((load) => load()));
}

/**
 * Loads one of the peers, where they are installed.
 *
 * @param index its place among all of them
 * @returns the peer
 */
export async function loadPeer(index: number): Promise<Peer> {
  const load = (await peerLoaders())[index];
  if (load === undefined) throw new Error(`there is no peer ${index}`);
  return load();
}

async function peerLoaders(): Promise<readonly (() => Promise<Peer>)[]> {
  // By URL: the folder has dependencies of its own, so this package does not check its types.
  const { href } = new URL("src/index.ts", `file://${FOLDER}`);
  const loaded: { readonly peers: readonly (() => Promise<Peer>)[] } = await import(href);
  return loaded.peers;
}

/** The version of a peer's package. */
export function versionOf({ package: name }: Peer): string {
  // npm and pnpm write this file, always with a version.
  const { version } = JSON.parse(readFileSync(`${FOLDER}node_modules/${name}/package.json`, "utf8")) as {
    version: string;
  };
  return version;
}

/** pnpm leaves the lockfile that it installed in `node_modules`. */
function isInstalled(): boolean {
  const installed = `${FOLDER}node_modules/.pnpm/lock.yaml`;
  if (!existsSync(installed)) return false;
  return readFileSync(installed, "utf8") === readFileSync(`${FOLDER}pnpm-lock.yaml`, "utf8");
}

/** Prisma's client is code that is made from a schema. Its command would download a program that it does not use here. */
function generate(kind: (typeof KINDS)[number]): Promise<void> {
  return run("pnpm", ["--ignore-workspace", "exec", "prisma", "generate", "--schema", `prisma/${kind}.prisma`], {
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    CHECKPOINT_DISABLE: "1",
  });
}

function run(command: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: FOLDER,
      stdio: ["ignore", process.stderr, process.stderr],
      env: { ...process.env, ...environment },
    });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code} in tooling/bench/peers`));
    });
  });
}
