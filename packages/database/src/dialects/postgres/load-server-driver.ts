import { loadDriver } from "../../errors/driver-missing.ts";

type DriverModule = typeof import("pg")["default"];

/** Loads the driver. @throws DATABASE.DRIVER_MISSING */
export function loadServerDriver(): Promise<DriverModule> {
  // While it is loaded, the driver looks for what tells Node from another runtime: a `navigator`, and where there is none,
  // as in Node 20, it makes a web `Response`. That loads all of Node's fetch, which takes longer than the driver itself.
  // So it gets to see the `navigator` of later versions, which nobody else does: an installed driver is loaded at once.
  if ("navigator" in globalThis) return importDriver();
  const [major] = process.versions.node.split(".");
  Object.defineProperty(globalThis, "navigator", { value: { userAgent: `Node.js/${major}` }, configurable: true });
  try {
    return importDriver();
  } finally {
    Reflect.deleteProperty(globalThis, "navigator");
  }
}

function importDriver(): Promise<DriverModule> {
  return loadDriver("pg", () => import("pg"));
}
