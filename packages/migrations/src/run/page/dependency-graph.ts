import type { DependencyReport } from "../../dependencies/dependency.ts";
import { html, type Markup } from "./markup.ts";

const WIDTH = 260;
const GAP = 90;
const HEIGHT = 30;
const STEP = 44;
/** As many dependents are drawn in a column. */
const MOST = 40;

interface Box {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  readonly level: string;
  readonly needs?: string;
  readonly column: number;
  readonly row: number;
}

/**
 * Draws what depends on what: the table on the left, what needs it directly beside it, and so on.
 *
 * @param report the dependents of a table
 * @returns an SVG
 */
export function dependencyGraph(report: DependencyReport): Markup {
  const boxes = boxesOf(report);
  const places = new Map(boxes.map((box) => [box.id, box]));
  const width = (Math.max(...boxes.map(({ column }) => column)) + 1) * (WIDTH + GAP);
  const height = (Math.max(...boxes.map(({ row }) => row)) + 1) * STEP + 10;
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="what depends on ${report.subject}">${boxes.map((box) => edge(box, places))}${boxes.map(drawn)}</svg>`;
}

function boxesOf({ subject, dependencies }: DependencyReport): readonly Box[] {
  const rows = new Map<number, number>();
  const boxes: Box[] = [
    {
      id: subject,
      label: subject.slice(subject.indexOf(" ") + 1),
      kind: subject.split(" ")[0] ?? "",
      level: "subject",
      column: 0,
      row: 0,
    },
  ];
  for (const { object, objectName, dependencyType, impactLevel, needs, distance, known } of dependencies) {
    const row = rows.get(distance) ?? 0;
    if (row >= MOST) continue;
    rows.set(distance, row + 1);
    const kind = known === "possible" ? `${dependencyType}, perhaps` : dependencyType;
    boxes.push({ id: object, label: objectName, kind, level: impactLevel, needs, column: distance, row });
  }
  return boxes;
}

function edge({ column, row, needs }: Box, places: ReadonlyMap<string, Box>): Markup {
  const target = needs === undefined ? undefined : places.get(needs);
  if (target === undefined) return html``;
  const [x1, y1] = [target.column * (WIDTH + GAP) + WIDTH, target.row * STEP + 5 + HEIGHT / 2];
  const [x2, y2] = [column * (WIDTH + GAP), row * STEP + 5 + HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return html`<path d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" class="edge"/>`;
}

function drawn({ column, row, label, kind, level }: Box): Markup {
  const [x, y] = [column * (WIDTH + GAP), row * STEP + 5];
  const short = label.length > 34 ? `${label.slice(0, 33)}…` : label;
  return html`<g><title>${kind} ${label}</title><rect x="${x}" y="${y}" width="${WIDTH}" height="${HEIGHT}" rx="6" class="box ${level}"/><text x="${x + 8}" y="${y + 13}" class="kind">${kind}</text><text x="${x + 8}" y="${y + 25}">${short}</text></g>`;
}
