import { afterEach, describe, expect, it, vi } from "vitest";
import { createRowReader } from "./row-reader.ts";

afterEach(() => vi.unstubAllGlobals());

/** More rows than a reader takes before it is made anew. */
const MANY = Array.from({ length: 500 }, (_, index) => index);

const columns = [
  { name: "id", decode: Number },
  { name: "name", decode: String },
];

describe("a reader of rows", () => {
  it("reads the first row and those after many in the same way", () => {
    const read = createRowReader(columns);
    const rows = MANY.map((index) => read([String(index), index % 2 === 0 ? null : "Ann"]));
    expect(rows).toEqual(MANY.map((index) => ({ id: index, name: index % 2 === 0 ? null : "Ann" })));
    expect(rows.map((row) => Object.keys(row).join())).toEqual(MANY.map(() => "id,name"));
    expect(read([])).toEqual({ id: null, name: null });
  });

  it("takes the last of two columns of one name, however many rows it has read", () => {
    const read = createRowReader([...columns, { name: "id", decode: String }]);
    expect(MANY.map(() => read(["1", "Ann", "2"]))).toEqual(MANY.map(() => ({ id: "2", name: "Ann" })));
  });

  it.each(['a"; throw 1; "', "a b", "naïve", "\\", "1", "`", "constructor"])(
    "gives a column called %j its name",
    (name) => {
      const read = createRowReader([{ name, decode: String }]);
      for (const _ of MANY) expect(Object.entries(read(["x"]))).toEqual([[name, "x"]]);
    },
  );

  it("lets through what a decoder throws", () => {
    const read = createRowReader([
      {
        name: "id",
        decode: (raw) => {
          if (raw === "bad") throw new RangeError("unreadable");
          return raw;
        },
      },
    ]);
    for (const _ of MANY) read(["good"]);
    expect(() => read(["bad"])).toThrow("unreadable");
  });

  it("reads on where code may not be made", () => {
    const refused = vi.fn(function refuse() {
      throw new EvalError("Code generation from strings disallowed for this context");
    });
    vi.stubGlobal("Function", refused);
    const read = createRowReader(columns);
    expect(MANY.map(() => read(["1", "Ann"]))).toEqual(MANY.map(() => ({ id: 1, name: "Ann" })));
    expect(refused).toHaveBeenCalledOnce();
  });
});
