import { join } from "node:path";
import ts from "typescript";

/**
 * A program over files that exist only here, resolved as if they lay in this folder.
 *
 * @param sources path → text
 */
export function virtualProgram(sources: ReadonlyMap<string, string>): ts.Program {
  const { config } = ts.readConfigFile(join(import.meta.dirname, "../tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(import.meta.dirname, ".."));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  host.getSourceFile = (path, version, ...rest) => {
    const source = sources.get(path);
    return source === undefined ? getSourceFile(path, version, ...rest) : ts.createSourceFile(path, source, version);
  };
  return ts.createProgram([...sources.keys()], options, host);
}
