import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { AsyncVariable, leavingNothing } from "./async-variable.ts";

const variable = new AsyncVariable<string>();

/** What Node writes on each new promise here, to hand it on. */
async function handedOn(): Promise<number> {
  await sleep(1);
  return Object.getOwnPropertySymbols(Promise.resolve()).length;
}

// In this order: once a context was opened that may last, nothing is put away any more.
describe("work that leaves nothing behind", () => {
  it("costs promises nothing when it is over", async () => {
    const before = await handedOn();
    const result = await leavingNothing(async () => {
      const inner = variable.run("inside", async () => {
        await sleep(1);
        return variable.value;
      });
      expect(variable.value).toBeUndefined();
      return inner;
    });
    expect(result).toBe("inside");
    expect(await handedOn()).toBe(before);
  });

  it("is put away when the last of several is over, failed or not", async () => {
    const before = await handedOn();
    const long = leavingNothing(() => variable.run("long", () => sleep(10).then(() => variable.value)));
    const failing = leavingNothing(() => variable.run("short", () => Promise.reject(new RangeError("failed"))));
    await expect(failing).rejects.toThrow(RangeError);
    expect(await long).toBe("long");
    expect(await handedOn()).toBe(before);
  });

  it("takes no value from a context that was opened beside it", async () => {
    let answer: Promise<string | undefined> | undefined;
    const work = leavingNothing(() => sleep(5));
    variable.run("beside", () => {
      answer = sleep(20).then(() => variable.value);
    });
    await work;
    expect(await answer).toBe("beside");
  });

  it("takes no value from a context that it has left behind after all", async () => {
    const late = variable.run("kept", () => sleep(10).then(() => variable.value));
    await leavingNothing(async () => variable.run("inside", () => undefined));
    expect(await late).toBe("kept");
  });
});
