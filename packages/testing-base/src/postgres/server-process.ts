import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newCluster, serverEnvironment } from "./new-cluster.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";
import type { ProcessOwner } from "./unprivileged-user.ts";

/**
 * Runs the server and outlives us. Its input is a pipe that only we hold, so the pipe closes however we end, SIGKILL
 * included; then it stops the server and removes the folders. QUIT is the immediate shutdown: nothing is worth saving.
 *
 * It is there before anything is in the folder, and the server is down until the first "start" in that pipe. "kill" ends the
 * server without a word, and "start" starts it again. The memory of the killed one may be in use for a moment, so it is tried
 * until it succeeds. Whoever still writes into the folder, as a program that was to fill it does when we are killed, fails
 * soon after it is gone; until then it is removed again.
 */
const SUPERVISOR = `
exec 3<&0
removed=$1; copied=$2; shift 2
stop() { : >"$removed/over"; [ -z "$server" ] || kill -QUIT "$server" 2>/dev/null; }
die() { : >"$removed/down"; attempts=100; kill -KILL "$server" 2>/dev/null; }
server=
: >"$removed/down"
trap stop TERM INT HUP
trap die USR1
(
  trap - TERM INT HUP USR1
  while read -r word <&3; do
    case $word in
      kill) kill -USR1 $$ ;;
      start) rm -f "$removed/down" ;;
    esac
  done
  kill -TERM $$
) &
watcher=$!
wait_until_up() { while [ -e "$removed/down" ] && ! [ -e "$removed/over" ]; do sleep 0.02; done; }
attempts=1
wait_until_up
while [ "$attempts" -gt 0 ] && ! [ -e "$removed/over" ]; do
  attempts=$((attempts - 1))
  "$@" >>"$removed/server.log" 2>&1 </dev/null 3<&- &
  server=$!
  if [ -e "$removed/over" ]; then kill -QUIT "$server" 2>/dev/null; fi
  while kill -0 "$server" 2>/dev/null; do wait "$server"; done
  [ "$attempts" -eq 0 ] || sleep 0.1
  wait_until_up
done
kill "$watcher" 2>/dev/null
tail -n 5 "$removed/server.log" >&2 2>/dev/null
attempts=100
while [ "$attempts" -gt 0 ] && { rm -rf "$removed" 2>/dev/null; [ -e "$removed" ]; }; do
  attempts=$((attempts - 1))
  sleep 0.1
done
[ -z "$copied" ] || rm -rf "$copied"
`;

/**
 * What outlives what: `"nothing"` makes a server fast and forgetful; what it has `"acknowledged"` outlives its own end, as
 * long as the machine lives; on a `"disk"` it outlives a power cut.
 */
export type Durability = "nothing" | "acknowledged" | "disk";

const SETTINGS_OF: Readonly<Record<Durability, Readonly<Record<string, string>>>> = {
  nothing: { fsync: "off", synchronous_commit: "off", full_page_writes: "off" },
  acknowledged: { fsync: "off" },
  disk: {},
};

/** No network, room for many test files at once. */
const SETTINGS = {
  listen_addresses: "",
  max_connections: "200",
  max_prepared_transactions: "60",
  max_wal_size: "256MB",
  autovacuum_naptime: "10min",
  // Containers give shared memory only 64 MB; files in the data folder are as fast when that folder is in memory.
  dynamic_shared_memory_type: "mmap",
  timezone: "UTC",
  log_timezone: "UTC",
} as const;

/** A server that was spawned, and the folder that holds its data and its socket. */
export interface ServerProcess {
  readonly folder: string;
  readonly dataDirectory: string;
  /** What the supervisor said at the end; settles when the server and its folders are gone. */
  readonly ended: Promise<string>;
  /** Stops the server and waits until nothing of it is left. */
  stop(): Promise<void>;
  /** Kills the server, or starts the one that was killed; does not wait for it. */
  tell(word: "kill" | "start"): void;
}

/** Where a server lives and who runs it. */
export interface ServerPlace {
  readonly folder: string;
  readonly owner: ProcessOwner;
  readonly durability: Durability;
}

/**
 * Initialises a data folder and starts a server on it.
 *
 * @param programs what to start
 * @param place the run's folder and its owner
 * @returns the process; it may not accept connections yet
 */
export async function startServerProcess(programs: PostgresPrograms, place: ServerPlace): Promise<ServerProcess> {
  const dataDirectory = join(place.folder, "data");
  const settings = Object.entries({
    ...SETTINGS,
    ...SETTINGS_OF[place.durability],
    unix_socket_directories: place.folder,
  });
  const command = [join(programs.folder, "postgres"), "-D", dataDirectory];
  for (const [name, value] of settings) command.push("-c", `${name}=${value}`);
  const supervisor = spawn("sh", ["-c", SUPERVISOR, "sh", place.folder, programs.copiedTo ?? "", ...command], {
    ...place.owner,
    cwd: "/",
    env: serverEnvironment(),
    // A group of its own: Ctrl-C in the terminal must not reach the server before the tests have ended.
    detached: true,
    stdio: ["pipe", "ignore", "pipe"],
  });
  const watched = watch(supervisor);
  try {
    await newCluster(dataDirectory, { programs, owner: place.owner });
  } catch (error) {
    await watched.stop();
    throw error;
  }
  watched.tell("start");
  return { folder: place.folder, dataDirectory, ...watched };
}

function watch(supervisor: ChildProcess): Pick<ServerProcess, "ended" | "stop" | "tell"> {
  let said = "";
  supervisor.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const ended = once(supervisor, "close").then(() => said);
  // Nothing here may keep a finished test run alive.
  supervisor.unref();
  for (const stream of [supervisor.stdin, supervisor.stderr]) {
    if (stream !== null && "unref" in stream && typeof stream.unref === "function") stream.unref();
  }
  const stop = async () => {
    supervisor.ref();
    supervisor.stdin?.end();
    await ended;
  };
  const tell = (word: "kill" | "start") => void supervisor.stdin?.write(`${word}\n`);
  return { ended, stop, tell };
}

/**
 * The end of what a server wrote.
 *
 * @param folder the run's folder
 * @returns its last lines, or nothing when there are none
 */
export async function lastLogLines(folder: string): Promise<string> {
  const text = await readFile(join(folder, "server.log"), "utf8").catch(() => "");
  return text.trim().split("\n").slice(-5).join("\n");
}
