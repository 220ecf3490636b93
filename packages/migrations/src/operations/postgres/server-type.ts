/** Types under the names that people and the grammar give them, and as the server prints them. */
const SERVER_TYPES: ReadonlyMap<string, string> = new Map([
  ["int", "integer"],
  ["int2", "smallint"],
  ["int4", "integer"],
  ["int8", "bigint"],
  ["float", "double precision"],
  ["float4", "real"],
  ["float8", "double precision"],
  ["bool", "boolean"],
  ["dec", "numeric"],
  ["decimal", "numeric"],
  ["varchar", "character varying"],
  ["char varying", "character varying"],
  ["char", "character"],
  ["bpchar", "character"],
  ["varbit", "bit varying"],
  ["timestamp", "timestamp without time zone"],
  ["timestamptz", "timestamp with time zone"],
  ["time", "time without time zone"],
  ["timetz", "time with time zone"],
]);

/** Types that have one place where nothing is said. */
const ONE: ReadonlySet<string> = new Set(["character", "bit"]);

/**
 * A type in the server's own words: `varchar( 20 )` is `character varying(20)`. What it does not know stays as it is.
 *
 * @param type the type as people write it
 * @returns the same type as the catalog has it
 */
export function serverType(type: string): string {
  const plain = type.trim().replace(/\s+/g, " ");
  // A quoted name is a name of somebody's own, in its own letters.
  if (plain.includes('"')) return plain;
  const found = /^(?<head>[\w .]+?) ?(?:\((?<size>[^)]*)\))?(?<tail> [a-z ]+?)?(?<bounds>(?: ?\[\d*\])*)$/i.exec(plain);
  const { head = "", size, tail = "", bounds = "" } = found?.groups ?? {};
  if (found === null) return plain;
  const name = `${head.replace(/^pg_catalog\./i, "")}${tail}`.toLowerCase();
  const isDouble = name === "float" && size !== undefined;
  // Without a number of places it is a type of its own, which takes any.
  if (name === "bpchar" && size === undefined) return `bpchar${bounds === "" ? "" : "[]"}`;
  const server = isDouble && Number(size) < 25 ? "real" : (SERVER_TYPES.get(name) ?? name);
  const places = isDouble ? "" : sizeOf(server, size);
  const array = bounds === "" ? "" : "[]";
  // The zone of a time comes behind its places.
  const [first = server, zone] = server.split(/ (?=with(?:out)? time zone$)/);
  return `${first}${places}${zone === undefined ? "" : ` ${zone}`}${array}`;
}

function sizeOf(server: string, size: string | undefined): string {
  if (size === undefined) return ONE.has(server) ? "(1)" : "";
  const numbers = size.split(",").map((part) => part.trim());
  return `(${server === "numeric" && numbers.length === 1 ? `${numbers[0]},0` : numbers.join(",")})`;
}
