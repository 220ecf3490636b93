import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { RelationEffect, StatementEffects } from "../statement-effects.ts";
import type { Form } from "./form.fixture.ts";
import { families } from "./forms.fixture.ts";

const PAGE = join(import.meta.dirname, "../../../../../docs/lock-matrix.md");
const BEGIN = "<!-- The rest of this page is written by the tests. -->\n";

/** What was seen of each form, by its statement and the server's version. */
export type SeenForms = ReadonlyMap<Form, ReadonlyMap<string, StatementEffects>>;

/** Expects that the page says what was seen; with `DATAFLOW_UPDATE_PAGES=1`, writes it into the page instead. */
export function checkLockPage(seen: SeenForms): void {
  const page = readFileSync(PAGE, "utf8");
  const head = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const wanted = `${head}\n${families.map(({ title, forms }) => section(title, forms, seen)).join("\n")}`;
  if (process.env.DATAFLOW_UPDATE_PAGES === "1") writeFileSync(PAGE, wanted);
  else expect(page).toBe(wanted);
}

function section(title: string, forms: readonly Form[], seen: SeenForms): string {
  const rows = forms.map((form) => {
    const since = form.since === undefined ? "" : ` (since ${form.since})`;
    const zone = form.timeZone === undefined ? "" : ` (time zone ${form.timeZone})`;
    return `| ${form.form}${since}${zone} | \`${form.sql}\` | ${cell(seen.get(form) ?? new Map())} |`;
  });
  return `## ${title}\n\n| form | statement | effects |\n|---|---|---|\n${rows.join("\n")}\n`;
}

/** The effects, once for all versions that agree. */
function cell(byVersion: ReadonlyMap<string, StatementEffects>): string {
  const versions = new Map<string, string[]>();
  for (const [version, effects] of byVersion) {
    const text = effectsText(effects);
    versions.set(text, [...(versions.get(text) ?? []), version]);
  }
  if (versions.size === 1) return [...versions.keys()].join();
  return [...versions].map(([text, which]) => `**${range(which)}**: ${text}`).join("<br>");
}

function range(versions: readonly string[]): string {
  return versions.length > 2 ? `${versions[0]}–${versions.at(-1)}` : versions.join(", ");
}

function effectsText({ relations, nonTransactional, waitsForTransactions, unknown }: StatementEffects): string {
  const whole = [
    ...(nonTransactional ? ["not in a transaction"] : []),
    ...(waitsForTransactions ? ["waits for older transactions"] : []),
    ...(nonTransactional && unknown.length > 0 && !waitsForTransactions && relations.every(isLockOnly)
      ? ["first lock:"]
      : []),
  ];
  const parts = [...whole, ...grouped(relations)];
  return parts.length === 0 ? "–" : parts.join("; ").replace("first lock:; ", "first lock: ");
}

function isLockOnly({ rewrites, scans, buildsIndex }: RelationEffect): boolean {
  return !rewrites && !scans && !buildsIndex;
}

/** Many indexes with the same lot are counted. */
function grouped(relations: readonly RelationEffect[]): readonly string[] {
  const lots = new Map<string, RelationEffect[]>();
  for (const effect of relations) {
    const lot =
      effect.relation.kind === "index" ? `index ${lotText(effect)}` : `${effect.relation.name} ${effect.relation.kind}`;
    lots.set(lot, [...(lots.get(lot) ?? []), effect]);
  }
  return [...lots.values()].flatMap((effects) => {
    const [first] = effects;
    if (first === undefined) return [];
    if (effects.length > 3) return [`${effects.length} indexes ${lotText(first)}`];
    return effects.map((effect) => `\`${nameText(effect)}\` ${lotText(effect)}`);
  });
}

function nameText({ relation: { schema, name } }: RelationEffect): string {
  return schema === "public" ? name : `${schema}.${name}`;
}

function lotText({ lock, rewrites, scans, buildsIndex }: RelationEffect): string {
  const words = [
    ...(lock === undefined ? [] : [lock]),
    ...(rewrites ? ["**rewritten**"] : []),
    ...(scans ? ["scanned"] : []),
    ...(buildsIndex ? ["index built"] : []),
  ];
  return words.join(", ");
}
