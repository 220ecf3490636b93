import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";

const module = pathToFileURL(join(import.meta.dirname, "../run-command.mjs")).href;

/** A script that runs a command as the scripts of the repository do. */
function script(command: readonly string[], options = "{}"): readonly string[] {
  const text = `import { runCommand } from "${module}"; process.exitCode = await runCommand(${JSON.stringify(command)}, ${options}); console.log("went on");`;
  return ["--input-type=module", "--eval", text];
}

it("gives the exit code of the command", () => {
  expect(spawnSync(process.execPath, script(["sh", "-c", "exit 7"])).status).toBe(7);
  expect(spawnSync(process.execPath, script(["no-such-program"])).status).toBe(127);
});

it("shows a quiet command's output only when it fails", () => {
  const run = (code: number) =>
    spawnSync(process.execPath, script(["sh", "-c", `echo spoken; exit ${code}`], "{ quiet: true }"), {
      encoding: "utf8",
    });
  expect(run(0).stderr).toBe("");
  expect(run(1).stderr).toContain("spoken");
});

it("passes a signal on, waits for the command to tidy up, and goes no further", async () => {
  // It ends by itself, too: a signal that is lost must not leave a process behind.
  const tidy = ["sh", "-c", 'trap "echo tidied; exit 0" TERM; echo ready; for _ in $(seq 200); do sleep 0.05; done'];
  const child = spawn(process.execPath, script(tidy), { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (text.includes("ready")) child.kill("SIGTERM");
  });
  const [code] = await once(child, "close");
  expect([code, said]).toEqual([143, "ready\ntidied\n"]);
});
