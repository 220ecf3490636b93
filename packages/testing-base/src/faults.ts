export type { FaultAction, MessagePlace } from "./faults/fault-action.ts";
export { type FaultProxy, type FaultProxyOptions, startFaultProxy } from "./faults/fault-proxy.ts";
export { type FileLock, type FileLockOptions, holdFileLock } from "./faults/file-lock.ts";
export {
  type FileConnection,
  limitFile,
  makeSmallDisk,
  type SmallDisk,
  type SmallDiskOptions,
} from "./faults/full-disk.ts";
export { type Gate, gate } from "./faults/gate.ts";
export { type KillableServer, type KillableServerOptions, startKillableServer } from "./faults/killable-server.ts";
export { MessageReader } from "./faults/message-reader.ts";
export {
  type ProgramEnd,
  type ProgramOptions,
  type RunningProgram,
  reachPlace,
  startProgram,
} from "./faults/program-run.ts";
export { type SeededChoice, withSeed } from "./faults/seeded-choice.ts";
export { type SeededRandom, seededRandom } from "./faults/seeded-random.ts";
export { type ServerSession, type SessionFilter, serverSessions, terminateSessions } from "./faults/server-sessions.ts";
export { type AtPlace, differentPlaces, type Place, watchPlaces } from "./faults/watch-places.ts";
export type { ClientMessageKind, ServerMessageKind, WireMessage } from "./faults/wire-message.ts";
