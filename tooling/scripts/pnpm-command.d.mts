export function pnpmCommand(): readonly [string, ...string[]];
