import { afterPosition, compileStatement, parseSort, type SqlParameter, totalOrder } from "@dataflow/query";
import { POSTS, type PostDatabase } from "./post-database.ts";

/** A page of 50 at a place far from both ends, and the row-value form that somebody would write there. */
export interface ComparedPage {
  readonly label: string;
  readonly orderBy: readonly unknown[];
  readonly position: readonly SqlParameter[];
  /** The condition and the order, with `?` for the same values; over one direction and no nulls where there is no other. */
  readonly byHand: { readonly where: string; readonly orderBy: string; readonly values: readonly SqlParameter[] };
}

const AT = 250_000;
const TEXT = "n0800000";
const WITHOUT_NULLS = { where: "(note, id) > (?, ?)", orderBy: "note NULLS FIRST, id", values: [TEXT, 5] } as const;
const BACKWARDS = {
  where: "(note, id) < (?, ?)",
  orderBy: "note DESC NULLS LAST, id DESC",
  values: [TEXT, 5],
} as const;
const EQUAL = { where: "(status, id) > (?, ?)", orderBy: "status, id", values: ["s1", 100_000] } as const;

export const PAGES: readonly ComparedPage[] = [
  {
    label: '["views"]',
    orderBy: ["views"],
    position: [AT, AT],
    byHand: { where: "(views, id) > (?, ?)", orderBy: "views, id", values: [AT, AT] },
  },
  {
    label: '["status", "-id"], each status 75,000 times',
    orderBy: ["status", "-id"],
    position: ["s1", 100_000],
    byHand: EQUAL,
  },
  { label: '["note"], a third of them null', orderBy: ["note"], position: [TEXT, 5], byHand: WITHOUT_NULLS },
  { label: '["note"], at a null', orderBy: ["note"], position: [null, 100_000], byHand: WITHOUT_NULLS },
  { label: '["-note"]', orderBy: ["-note"], position: [TEXT, 5], byHand: BACKWARDS },
  { label: '["-note"], at a null', orderBy: ["-note"], position: [null, 100_000], byHand: BACKWARDS },
  { label: '["-note", "id"]', orderBy: ["-note", "id"], position: [TEXT, 5], byHand: BACKWARDS },
];

const LIMIT = 50;

/** Reads a page as somebody would who writes SQL. */
export function pageByHand({ byHand }: ComparedPage, database: PostDatabase): () => unknown {
  const columns = [...POSTS.fields.keys()].join(", ");
  const text = `SELECT ${columns} FROM posts WHERE ${byHand.where} ORDER BY ${byHand.orderBy} LIMIT ?`;
  const statement = database.prepare(text);
  const values = [...byHand.values, LIMIT];
  return () => statement(values);
}

/** Compiles a page and reads it. */
export function pageByDataflow({ orderBy, position }: ComparedPage, database: PostDatabase): () => unknown {
  const order = totalOrder(parseSort(orderBy, POSTS), POSTS.primaryKey);
  const compile = () => {
    const where = afterPosition(order, position);
    const page = { kind: "select", table: POSTS, where, orderBy: order, limit: LIMIT } as const;
    return compileStatement(page, database.dialect);
  };
  const statement = database.prepare(compile().plan.text);
  return () => statement(compile().parameters);
}
