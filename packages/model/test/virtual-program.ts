import { join } from "node:path";
import ts from "typescript";

const { config } = ts.readConfigFile(join(import.meta.dirname, "../tsconfig.json"), ts.sys.readFile);
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, join(import.meta.dirname, ".."));

/**
 * A program over files that exist only here, resolved as if they lay in this folder.
 *
 * @param sources path → text
 */
export function virtualProgram(sources: ReadonlyMap<string, string>): ts.Program {
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

/**
 * What an editor's language service needs to look at such files.
 *
 * @param sources path → text
 */
export function virtualHost(sources: ReadonlyMap<string, string>): ts.LanguageServiceHost {
  const read = (path: string) => sources.get(path) ?? ts.sys.readFile(path);
  return {
    getCompilationSettings: () => options,
    getScriptFileNames: () => [...sources.keys()],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const text = read(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => import.meta.dirname,
    getDefaultLibFileName: (settings) => ts.getDefaultLibFilePath(settings),
    fileExists: (path) => sources.has(path) || ts.sys.fileExists(path),
    readFile: read,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
}
