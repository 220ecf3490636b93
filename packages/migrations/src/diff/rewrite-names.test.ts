import { expect, it } from "vitest";
import { replaceIdentifier } from "./rewrite-names.ts";

it("replaces a name where it is a whole word, in quotes where it needs them", () => {
  expect(replaceIdentifier(`CHECK ((total > 0) AND (note <> 'total'::text))`, "total", "Sum")).toBe(
    `CHECK (("Sum" > 0) AND (note <> 'total'::text))`,
  );
  expect(replaceIdentifier(`UNIQUE ("Order", subtotal)`, "Order", "position")).toBe("UNIQUE (position, subtotal)");
});

it("knows a column from a type and a function of its name", () => {
  const column = (sql: string, from: string): string => replaceIdentifier(sql, from, "x", true);
  expect(column("CHECK ((text <> ''::text))", "text")).toBe("CHECK ((x <> ''::text))");
  expect(column("(a)::timestamp without time zone < time", "time")).toBe("(a)::timestamp without time zone < x");
  expect(column("(a)::timestamp(3) without time zone = time", "time")).toBe("(a)::timestamp(3) without time zone = x");
  expect(column("(zone)::public.text || text", "text")).toBe("(zone)::public.text || x");
  expect(column("date(date)", "date")).toBe("date(x)");
  expect(column("(d)::date AND date", "date")).toBe("(d)::date AND x");
  expect(column("UNIQUE (date)", "date")).toBe("UNIQUE (x)");
});
