import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { readRepository } from "../repository.ts";
import { exampleFindings, examplesIn } from "./examples.ts";

it("takes the blocks of documents and of doc comments, with their lines", () => {
  const code = "const a = 1;\n\nf(a);\n";
  expect(examplesIn("docs/a.md", `# A\n\n\`\`\`ts\n${code}\`\`\`\n\n\`\`\`sh\nls\n\`\`\`\n`)).toEqual([
    { file: "docs/a.md", line: 3, code },
  ]);
  const comment = "/**\n * @example\n * ```ts\n * const a = 1;\n *\n * f(a);\n * ```\n */\n";
  expect(examplesIn("a.ts", comment)).toEqual([{ file: "a.ts", line: 3, code }]);
});

it("says where an example does not compile", async () => {
  const repository = await readRepository(fileURLToPath(new URL("../../../..", import.meta.url)).replace(/\/$/, ""));
  const code = (name: string) => `import { ${name} } from "@dataflow/core";\n\nconsole.log(${name});\n`;
  const findings = exampleFindings(repository, [
    { file: "docs/good.md", line: 1, code: code("closest") },
    { file: "docs/bad.md", line: 1, code: code("nearest") },
  ]);
  expect(findings.map(({ place }) => place)).toEqual(["docs/bad.md:2"]);
});
