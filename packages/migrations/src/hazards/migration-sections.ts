/** A part of a file that is not run when the migration is: what undoes it. */
export interface SkippedPart {
  /** The tool whose marker it begins with: `"goose"`. */
  readonly tool: string;
  /** The marker, as written. */
  readonly marker: string;
  /** Its first and last line, from 1. */
  readonly line: number;
  readonly lastLine: number;
}

/** A file as the tool runs it. */
export interface MigrationSections {
  /** The text with blanks for what is not run, so that every statement stands where it stood. */
  readonly sql: string;
  readonly skipped: readonly SkippedPart[];
  /** Whether the tool puts the file into a transaction; absent when it has no marker of a tool that is known to. */
  readonly wrapsInTransaction?: boolean;
}

interface Tool {
  readonly name: string;
  /** The line that what is run begins with; absent where it begins with the file. */
  readonly up?: RegExp;
  /** The line that what undoes it begins with. */
  readonly down: RegExp;
  /** What makes the tool, which uses a transaction otherwise, do without; absent where nobody knows. */
  readonly unwrapped?: RegExp;
}

const TOOLS: readonly Tool[] = [
  {
    name: "goose",
    up: /^--\s*\+goose\s+up\b/i,
    down: /^--\s*\+goose\s+down\b/i,
    unwrapped: /^--\s*\+goose\s+no\s+transaction\b/im,
  },
  {
    name: "dbmate",
    up: /^--\s*migrate:up\b/,
    down: /^--\s*migrate:down\b/,
    unwrapped: /^--\s*migrate:up\b.*\btransaction:\s*false\b/m,
  },
  {
    name: "sql-migrate",
    up: /^--\s*\+migrate\s+up\b/i,
    down: /^--\s*\+migrate\s+down\b/i,
    unwrapped: /^--\s*\+migrate\s+up\b.*\bnotransaction\b/im,
  },
  { name: "micrate", up: /^--\s*\+micrate\s+up\b/i, down: /^--\s*\+micrate\s+down\b/i },
  { name: "node-pg-migrate", up: /^--\s*up\s+migration\b/i, down: /^--\s*down\s+migration\b/i, unwrapped: /(?!)/ },
  { name: "tern", down: /^---- create above \/ drop below ----/, unwrapped: /^---- tern: disable-tx ----/m },
  { name: "Play", up: /^(?:#\s*---|--)\s*!Ups\b/, down: /^(?:#\s*---|--)\s*!Downs\b/ },
];

/**
 * Reads which parts of a file are run when a migration is, by the markers of the tool that it is written for. A file
 * without markers is run as a whole.
 *
 * @param sql the file
 * @returns the text with blanks for the rest, and what was left out
 */
export function migrationSections(sql: string): MigrationSections {
  const lines = sql.split("\n");
  const tool = TOOLS.find((one) => isWrittenFor(lines, one));
  if (tool === undefined) return { sql, skipped: [] };
  const kept: string[] = [];
  const skipped: SkippedPart[] = [];
  for (const [index, text] of lines.entries()) {
    const isUp = tool.up?.test(text) === true;
    const open = skipped.at(-1);
    if (tool.down.test(text)) {
      skipped.push({ tool: tool.name, marker: text.trim(), line: index + 1, lastLine: index + 1 });
      kept.push(blank(text));
    } else if (open === undefined || isUp || open.lastLine !== index) {
      // The marker is a comment in most tools, and nothing that the server knows in others.
      kept.push(isUp ? blank(text) : text);
    } else {
      skipped[skipped.length - 1] = { ...open, lastLine: index + 1 };
      kept.push(blank(text));
    }
  }
  const { unwrapped } = tool;
  const wraps = unwrapped === undefined ? {} : { wrapsInTransaction: !unwrapped.test(sql) };
  return { sql: kept.join("\n"), skipped, ...wraps };
}

/** Its marker of what is run comes first: else a comment that looks like the other one would hide statements. */
function isWrittenFor(lines: readonly string[], { up, down }: Tool): boolean {
  if (up === undefined) return lines.some((text) => down.test(text));
  const first = lines.findIndex((text) => up.test(text));
  const undo = lines.findIndex((text) => down.test(text));
  return first !== -1 && (undo === -1 || first < undo);
}

function blank(text: string): string {
  return text.replace(/[^\r]/g, " ");
}
