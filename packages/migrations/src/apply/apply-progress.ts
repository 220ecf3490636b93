/** What is told while a plan is applied. */
export type MigrationProgress =
  | { readonly kind: "stepStarted" | "stepDone"; readonly step: string; readonly position: number; readonly of: number }
  | { readonly kind: "segmentRetried"; readonly step: string; readonly errorCode: string }
  | { readonly kind: "backfill"; readonly step: string; readonly rows: number; readonly batches: number }
  | {
      readonly kind: "indexBuild";
      readonly step: string;
      /** In the server's words: `"building index: scanning table"`, `"waiting for old snapshots"`. */
      readonly phase: string;
      readonly blocksDone: number;
      readonly blocks: number;
    }
  | { readonly kind: "interrupted"; readonly errorCode: string };
