/**
 * The database's version as one number, as it counts itself.
 *
 * @param version `sqlite_version()`: `"3.53.2"`
 * @returns 3053002
 */
export function versionNumber(version: string): number {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  return major * 1_000_000 + minor * 1_000 + patch;
}
