import { type Catalog, indexCatalog } from "../catalog/catalog.ts";
import { displayName } from "../catalog/object-id.ts";
import type { ConstraintFinding } from "../snapshot/schema-snapshot.ts";

/**
 * Says which constraints rows break.
 *
 * @param findings the constraints
 * @param catalog where they are from
 * @returns one sentence each
 */
export function describeFindings(findings: readonly ConstraintFinding[], catalog: Catalog): readonly string[] {
  const objects = indexCatalog(catalog);
  return findings.map(
    ({ constraint, rows }) => `${rows} rows break the constraint ${displayName(objects.get(constraint)?.path ?? [])}`,
  );
}
