import type { Table } from "@dataflow/core";
import type { ObjectId } from "../catalog/object-id.ts";
import type { Evidence } from "../evidence/evidence.ts";
import type { PreviewQuestion, PreviewRefusal, PreviewStep } from "../report/migration-preview.ts";

/** What somebody did by hand: something came, something went, or something is not what it was. */
export type DriftChange = "added" | "missing" | "changed";

/** One part of a definition that is not what is known. */
export interface DriftDifference {
  /** `"type"`, `"notNull"`, `"default"`. */
  readonly property: string;
  /** As it is known; absent when it is known to be without. */
  readonly known?: string;
  /** As the database has it; absent when it has none. */
  readonly found?: string;
}

/** How the database would be brought back. */
export interface DriftPatch {
  readonly steps: readonly PreviewStep[];
  /** What would lose data, with the entry of `allow` that lets it. */
  readonly refused: readonly PreviewRefusal[];
}

/** A change that neither models nor the history of migrations know, with the three ways on. */
export interface Drift {
  readonly object: ObjectId;
  /** The object as options take it: `"column users.nickname"`. */
  readonly name: string;
  readonly change: DriftChange;
  /** In one sentence. */
  readonly description: string;
  /** What came or went with it: the columns of a table. */
  readonly parts: readonly ObjectId[];
  /** For a change: what is different. */
  readonly differences: readonly DriftDifference[];
  readonly evidence: readonly Evidence[];
  /** The first way, to adopt it: its table as the words of models say it now; absent where models have no words for it. */
  readonly table?: Table;
  /** The second way, to patch the database: what that would do. */
  readonly patch: DriftPatch;
  /** The third way, to ignore it, is what was said about it before it was changed once more. */
  readonly ignoredBefore?: string;
}

/** A change that somebody has said is to be left alone. */
export interface IgnoredDrift {
  readonly object: ObjectId;
  readonly name: string;
  readonly reason: string;
  /** By the clock of the database. */
  readonly since: string;
}

/** What the database has that neither models nor history know. */
export interface DriftReport {
  /** The database, without its password. */
  readonly target: string;
  /** What the database is compared with; absent when it has no history: then models alone are. */
  readonly since?: DriftBeginning;
  readonly drifts: readonly Drift[];
  readonly ignored: readonly IgnoredDrift[];
  /** Objects that may be one under two names. */
  readonly questions: readonly PreviewQuestion[];
  /** Objects that a migration which was not finished is about: what they should be is not known yet. */
  readonly unjudged: readonly ObjectId[];
}

/** The last thing that history knows. */
export interface DriftBeginning {
  readonly kind: "migration" | "snapshot";
  readonly id: string;
  readonly name: string;
  /** By the clock of the database. */
  readonly at: string;
}
