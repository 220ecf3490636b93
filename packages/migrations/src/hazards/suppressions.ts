import { suggestion } from "@dataflow/core";

/** A comment before a statement that takes the responsibility for a finding. */
export interface Suppression {
  readonly rule: string;
  readonly until: string;
  readonly reason: string;
}

/** A comment that is not one. */
export interface BrokenSuppression {
  readonly rule: "suppression-incomplete" | "suppression-unknown";
  readonly message: string;
  readonly fix: string;
}

/** The suppressions before a statement. */
export interface Suppressions {
  readonly valid: readonly Suppression[];
  readonly broken: readonly BrokenSuppression[];
}

const COMMENT = /^[ \t]*--[ \t]*dataflow:allow\b(?<rest>.*)$/gm;
const WHOLE = /^\s+(?<rule>[\w-]+)\s+until\s+(?<until>\d{4}-\d{2}-\d{2})\s*:\s*(?<reason>\S.*?)\s*$/;

/**
 * Reads the suppressions in the text before a statement.
 *
 * @param text what stands between the statement before and this one
 * @param ruleIds the rules there are
 * @returns those that are complete and those that are not
 */
export function readSuppressions(text: string, ruleIds: readonly string[]): Suppressions {
  const valid: Suppression[] = [];
  const broken: BrokenSuppression[] = [];
  for (const { groups } of text.matchAll(COMMENT)) {
    const { rule = "", until = "", reason = "" } = WHOLE.exec(groups?.rest ?? "")?.groups ?? {};
    if (rule === "" || !isDay(until)) broken.push(incomplete());
    else if (!ruleIds.includes(rule)) broken.push(unknown(rule, ruleIds));
    else valid.push({ rule, until, reason });
  }
  return { valid, broken };
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function incomplete(): BrokenSuppression {
  return {
    rule: "suppression-incomplete",
    message: "A suppression needs a rule, a last day and a reason; this one suppresses nothing",
    fix: "-- dataflow:allow index-blocks-writes until 2030-01-31: the table is read-only during the release",
  };
}

function unknown(rule: string, ruleIds: readonly string[]): BrokenSuppression {
  return {
    rule: "suppression-unknown",
    message: `There is no rule "${rule}": this suppresses nothing`,
    fix: `-- ${suggestion(rule, ruleIds)}`,
  };
}

/** Whether a suppression still holds on a day; its last day is one of them. */
export function isInForce({ until }: Suppression, today: Date): boolean {
  return today.toISOString().slice(0, 10) <= until;
}
