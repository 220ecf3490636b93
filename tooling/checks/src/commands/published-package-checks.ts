import type { Check } from "../check.ts";
import type { Repository } from "../repository.ts";
import { commandCheck } from "./command-check.ts";

/**
 * Checks of what would be published. They look at `dist`, so the build comes first.
 *
 * @param repository whose packages
 */
export function publishedPackageChecks(repository: Repository): readonly Check[] {
  const published = repository.packages.filter(({ folder }) => folder.startsWith("packages/"));
  return published.flatMap(({ folder }) => [
    commandCheck({
      name: `published-files ${folder}`,
      command: ["publint", "run", folder, "--strict", "--pack", "npm"],
      fix: 'build first ("pnpm build"), then correct its package.json',
    }),
    commandCheck({
      name: `published-types ${folder}`,
      command: ["attw", "--pack", folder, "--profile", "node16", "--no-emoji", "--no-color"],
      fix: 'build first ("pnpm build"), then correct the exports of its package.json',
    }),
  ]);
}
