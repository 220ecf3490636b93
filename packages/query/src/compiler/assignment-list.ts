import { type AssignmentNode, isDocumentAssignment } from "../ast/assignment-node.ts";
import type { DialectCodec } from "../dialects/column-codec.ts";
import { type Printing, printedColumn } from "./print-filter.ts";
import type { Scan } from "./scan-filter.ts";
import type { StatementScope } from "./statement-form.ts";
import { changePart, columnOf } from "./table-view.ts";

/**
 * Adds assignments to a scan.
 *
 * @param assignments the assignments
 * @param scope the table and its dialect
 * @param scan what is added to
 */
export function scanAssignments<Codec extends DialectCodec>(
  assignments: readonly AssignmentNode[],
  scope: StatementScope<Codec>,
  scan: Scan,
): void {
  for (const node of assignments) {
    const column = columnOf(scope.view, node.field);
    scan.shape = changePart(scope.view, node.operator, column).after(scan.shape);
    if (isDocumentAssignment(node)) scan.shape += scope.dialect.assignments.shape(node.value);
    scope.dialect.assignments.bind(node, column, scan.parameters);
  }
  scan.shape = scope.view.changesEnd.after(scan.shape);
}

/**
 * Prints assignments.
 *
 * @param assignments the assignments
 * @param printing the statement; its qualifier is put before what is read, never before what is set
 * @returns `"column" = value` for each
 */
export function printAssignments<Codec extends DialectCodec>(
  assignments: readonly AssignmentNode[],
  printing: Printing<Codec>,
): readonly string[] {
  return assignments.map((node) => {
    const value = printing.dialect.assignments.print(node, printedColumn(printing, node.field), printing.place);
    return `${columnOf(printing.view, node.field).sql} = ${value}`;
  });
}
