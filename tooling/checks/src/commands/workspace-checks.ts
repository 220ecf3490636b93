import type { Check } from "../check.ts";
import { commandCheck } from "./command-check.ts";

/** Checks of the workspace that other programs do. */
export const workspaceChecks: readonly Check[] = [
  commandCheck({
    name: "format-and-lint",
    command: ["biome", "check", "--error-on-warnings", "."],
    fix: 'run "pnpm format"; what it leaves has to be changed by hand',
  }),
  commandCheck({
    name: "package-boundaries",
    command: ["turbo", "boundaries"],
    fix: "depend only on packages of lower floors (ARCHITECTURE.md), and declare every dependency",
  }),
  commandCheck({
    name: "unused-code",
    command: ["knip", "--config", "tooling/checks/knip.json", "--no-progress", "--no-config-hints"],
    fix: "remove what is unused, or use it",
  }),
  commandCheck({
    name: "same-versions",
    command: ["sherif"],
    fix: "give a dependency the same version everywhere",
  }),
];
