import { FILE, writeLock } from "../../predict/sqlite/file-draft.ts";
import type { RelationEffect } from "../../statement-effects.ts";

/** What a file holds: each table and each index begins on a page. */
export type FileState = readonly {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly root: number;
}[];

/** What a program is judged with. */
export interface ProgramContext {
  readonly statement: string;
  readonly initial: FileState;
  readonly before: FileState;
  readonly after: FileState;
  readonly readersGoOn: boolean;
  /** Where the tables begin that were there before the script and have not been dropped. */
  readonly oldRoots: ReadonlySet<number>;
}

type Row = Readonly<Record<string, unknown>>;

/** An instruction of SQLite's machine. */
interface Instruction {
  readonly opcode: string;
  readonly p1: number;
  readonly p2: number;
  readonly p3: number;
  readonly p5: number;
}

/** The flag that says that a page is in a register and not in the instruction itself. */
const PAGE_IN_REGISTER = 0x10;

interface Touch {
  rewrites: boolean;
  scans: boolean;
  buildsIndex: boolean;
}

/** What a program does to what was there before the script. */
export function programEffects(rows: readonly Row[], context: ProgramContext): readonly RelationEffect[] {
  const program = rows.map(instruction);
  const touched = new Map<string, Touch>();
  const touch = (key: string, change: Partial<Touch>): void => {
    const known = touched.get(key) ?? { rewrites: false, scans: false, buildsIndex: false };
    touched.set(key, Object.assign(known, change));
  };
  const isAlter = /^\s*alter\b/i.test(context.statement);
  for (const { root, isLooped, isWritten } of cursors(program)) {
    const part = context.before.find((candidate) => candidate.root === root);
    if (part === undefined || !isLooped || !isOld(part.table, context)) continue;
    touch(`table ${part.table}`, { scans: true });
    if (isAlter && isWritten && part.type === "table") touch(`table ${part.table}`, { rewrites: true });
  }
  builtIndexes(program, context, touch);
  // Before a column with a condition is added, a check of the whole table runs as a virtual table.
  const altered = alteredTable(context);
  if (isAlter && isOld(altered, context) && program.some(({ opcode }) => opcode === "VOpen")) {
    touch(`table ${altered}`, { scans: true });
  }
  for (const name of replacedTables(context)) touch(`table ${name}`, { rewrites: true });
  const effects = [...touched].map(([key, flags]) => ({ relation: relationOf(key), ...flags }));
  return [
    ...fileEffect(program, context),
    ...effects.sort((left, right) => (left.relation.name < right.relation.name ? -1 : 1)),
  ];
}

function instruction(row: Row): Instruction {
  const { opcode, p1, p2, p3, p5 } = row;
  return { opcode: String(opcode), p1: Number(p1), p2: Number(p2), p3: Number(p3), p5: Number(p5) };
}

function relationOf(key: string): RelationEffect["relation"] {
  const [kind, ...name] = key.split(" ");
  return { name: name.join(" "), kind: kind === "index" ? "index" : "table" };
}

function isOld(table: string, { before, oldRoots }: ProgramContext): boolean {
  return (
    before.some(({ type, name, root }) => type === "table" && name === table && oldRoots.has(root)) && !isCatalog(table)
  );
}

function isCatalog(table: string): boolean {
  return table.startsWith("sqlite_");
}

interface Cursor {
  readonly root: number;
  isLooped: boolean;
  readonly isWritten: boolean;
}

/** The cursors on pages of the file itself, and whether they go from one end to the other. */
function cursors(program: readonly Instruction[]): readonly Cursor[] {
  const open = new Map<number, Cursor>();
  const found: Cursor[] = [];
  for (const { opcode, p1, p2, p3, p5 } of program) {
    const isOpening = opcode === "OpenRead" || opcode === "OpenWrite" || opcode === "ReopenIdx";
    if (isOpening && p3 === 0 && (p5 & PAGE_IN_REGISTER) === 0) {
      const cursor = { root: p2, isLooped: false, isWritten: opcode === "OpenWrite" };
      open.set(p1, cursor);
      found.push(cursor);
    } else if (isOpening || opcode === "OpenEphemeral") open.delete(p1);
    const cursor = open.get(p1);
    if (cursor !== undefined && (opcode === "Rewind" || opcode === "Last") && goesOn(program, p1))
      cursor.isLooped = true;
  }
  return found;
}

function goesOn(program: readonly Instruction[], cursor: number): boolean {
  return program.some(({ opcode, p1 }) => (opcode === "Next" || opcode === "Prev") && p1 === cursor);
}

type TouchWith = (key: string, change: Partial<Touch>) => void;

/** What goes through a sorter into an index is a new index, or an old one that was emptied first. */
function builtIndexes(program: readonly Instruction[], context: ProgramContext, touch: TouchWith): void {
  if (!program.some(({ opcode }) => opcode === "SorterInsert")) return;
  if (!program.some(({ opcode }) => opcode === "IdxInsert")) return;
  for (const { opcode, p1 } of program) {
    const cleared =
      opcode === "Clear" ? context.before.find(({ type, root }) => type === "index" && root === p1) : undefined;
    if (cleared === undefined || !isOld(cleared.table, context)) continue;
    touch(`index ${cleared.name}`, { rewrites: true });
    touch(`table ${cleared.table}`, { buildsIndex: true });
  }
  const known = new Set(context.before.map(({ name }) => name));
  for (const { type, name, table } of context.after) {
    if (type === "index" && !known.has(name) && isOld(table, context)) touch(`table ${table}`, { buildsIndex: true });
  }
}

/** The tables of the beginning that have come to be another one's pages. */
function replacedTables({ initial, before, after }: ProgramContext): readonly string[] {
  return initial
    .filter(({ type, name }) => type === "table" && !isCatalog(name))
    .filter(({ name, root }) => {
      const isThere = (state: FileState) => state.find((part) => part.type === "table" && part.name === name);
      const now = isThere(after);
      return now !== undefined && now.root !== root && isThere(before) === undefined;
    })
    .map(({ name }) => name);
}

function alteredTable({ statement, before }: ProgramContext): string {
  const name = /^\s*alter\s+table\s+(?:main\s*\.\s*)?("(?:[^"]|"")+"|[^\s(]+)/i.exec(statement)?.[1] ?? "";
  const plain = name
    .replace(/^"(.*)"$/, "$1")
    .replaceAll('""', '"')
    .toLowerCase();
  return before.find((part) => part.type === "table" && part.name.toLowerCase() === plain)?.name ?? plain;
}

/** A program begins its transaction on the file itself (0), to write (1) or to read. */
function fileEffect(program: readonly Instruction[], { readersGoOn }: ProgramContext): readonly RelationEffect[] {
  const transactions = program.filter(
    ({ opcode, p1 }) => (opcode === "Transaction" && p1 === 0) || opcode === "Vacuum",
  );
  if (transactions.length === 0) return [];
  const isWriting = transactions.some(({ opcode, p2 }) => opcode === "Vacuum" || p2 > 0);
  const lock = isWriting ? writeLock(readersGoOn) : ("ACCESS SHARE" as const);
  return [{ relation: FILE, lock, rewrites: false, scans: false, buildsIndex: false }];
}
