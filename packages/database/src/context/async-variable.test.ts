import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { AsyncVariable } from "./async-variable.ts";

describe("a variable of the async context", () => {
  it("has its value in what the body calls and in what goes on from there, and none outside", async () => {
    const variable = new AsyncVariable<string>();
    const later = variable.run("inside", async () => {
      await sleep(1);
      return variable.value;
    });
    expect(variable.value).toBeUndefined();
    expect(await later).toBe("inside");
  });

  it("keeps bodies that run at the same time apart", async () => {
    const variable = new AsyncVariable<number>();
    const seen = await Promise.all(
      [1, 2, 3].map((value) => variable.run(value, () => sleep(1).then(() => variable.value))),
    );
    expect(seen).toEqual([1, 2, 3]);
  });

  it("leaves the values of other variables and of the context around it alone", () => {
    const [first, second] = [new AsyncVariable<number>(), new AsyncVariable<number>()];
    const seen = first.run(1, () =>
      second.run(2, () => [first.value, second.value, first.run(3, () => [first.value, second.value]), first.value]),
    );
    expect(seen).toEqual([1, 2, [3, 2], 1]);
  });

  it("leaves as much on what Node hands on as one alone", async () => {
    const [first, second, third] = [1, 2, 3].map(() => new AsyncVariable<number>());
    const marks = async () => {
      await sleep(1);
      return Object.getOwnPropertySymbols(Promise.resolve()).length;
    };
    const one = await first?.run(1, marks);
    expect(one).toBeTypeOf("number");
    expect(await first?.run(1, () => second?.run(2, () => third?.run(3, marks)))).toBe(one);
  });

  it("gives back what the body gives, and lets through what it throws", () => {
    const variable = new AsyncVariable<number>();
    expect(variable.run(1, () => "given")).toBe("given");
    expect(() =>
      variable.run(1, () => {
        throw new RangeError("thrown");
      }),
    ).toThrow(RangeError);
    expect(variable.value).toBeUndefined();
  });
});
