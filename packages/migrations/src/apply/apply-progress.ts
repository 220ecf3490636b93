/** What is told while a plan is applied. */
export type MigrationProgress =
  | { readonly kind: "stepStarted" | "stepDone"; readonly step: string; readonly position: number; readonly of: number }
  | { readonly kind: "segmentRetried"; readonly step: string; readonly errorCode: string }
  | { readonly kind: "backfill"; readonly step: string; readonly rows: number; readonly batches: number }
  /** A large table is put aside part by part before the step. */
  | { readonly kind: "backup"; readonly step: string; readonly part: number; readonly parts: number }
  | {
      readonly kind: "indexBuild";
      readonly step: string;
      /** In the server's words: `"building index: scanning table"`, `"waiting for old snapshots"`. */
      readonly phase: string;
      readonly blocksDone: number;
      readonly blocks: number;
    }
  | { readonly kind: "interrupted"; readonly errorCode: string };
