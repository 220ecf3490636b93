/**
 * A password may hold any character, also those that end a part of a URL, so a URL cannot be read from the left. It is
 * read around its `@`: the last one ends the password. One exception: when what follows an earlier `@` (or the very
 * beginning) is already a whole address with known options, a later `@` belongs to an option's value.
 */
import type { ServerDatabaseDescription, SslMode } from "../../url/database-description.ts";
import { percentDecode } from "../../url/percent-decode.ts";
import { invalidUrl } from "../../url/url-errors.ts";
import { looksLikeOptions, parseUrlOptions } from "../../url/url-options.ts";

const OPTION_NAMES = [
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "application_name",
  "connect_timeout",
  "options",
  "host",
  "port",
  "user",
  "password",
  "dbname",
] as const;

const SSL_MODES: readonly SslMode[] = ["disable", "require", "verify-ca", "verify-full"];

const ADDRESS =
  /^(?<host>\[[0-9a-f:.%]+\]|[^\s/?#@:,[\]]*)(?::(?<port>\d{1,5}))?(?:\/(?<database>[^/?#]*))?(?:\?(?<query>.*))?$/is;

interface Address {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly query: string;
}

/**
 * Reads what follows `postgresql:`.
 *
 * @throws DATABASE.INVALID_URL
 */
export function parsePostgresUrl(rest: string): ServerDatabaseDescription {
  if (!rest.startsWith("//"))
    throw invalidUrl("two slashes are missing after its scheme", "write postgresql://user@host/name");
  const text = rest.slice(2);
  const at = findEndOfUser(text);
  const address = parseAddress(text.slice(at + 1));
  if (address === undefined) throw unreadableAddress(text.slice(at + 1));
  const options = parseUrlOptions(address.query, OPTION_NAMES);
  const [user, password] = at === -1 ? [] : splitUser(text.slice(0, at));
  return describe({
    host: options.get("host") ?? hostOf(address.host),
    port: options.get("port") ?? address.port,
    database: options.get("dbname") ?? percentDecode(address.database),
    user: options.get("user") ?? user ?? "",
    password: options.get("password") ?? password,
    options,
  });
}

function findEndOfUser(text: string): number {
  const last = text.lastIndexOf("@");
  for (let at = -1; at < last; at = text.indexOf("@", at + 1)) {
    const query = parseAddress(text.slice(at + 1))?.query ?? "";
    if (query !== "" && looksLikeOptions(query, OPTION_NAMES)) return at;
    if (text.indexOf("@", at + 1) === last) break;
  }
  return last;
}

function parseAddress(text: string): Address | undefined {
  const groups = ADDRESS.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { host = "", port = "", database = "", query = "" } = groups;
  return { host, port, database, query };
}

function unreadableAddress(text: string): Error {
  if (text.includes(",")) return invalidUrl("it names several hosts", "name one host; DataFlow connects to one server");
  if (text.includes("#")) return invalidUrl("a # follows its host", "write # as %23");
  return invalidUrl(
    "its host, port or database name cannot be read",
    "write postgresql://user:password@host:5432/name",
  );
}

function splitUser(text: string): readonly [string, string | undefined] {
  const colon = text.indexOf(":");
  if (colon === -1) return [percentDecode(text), undefined];
  return [percentDecode(text.slice(0, colon)), percentDecode(text.slice(colon + 1))];
}

function hostOf(text: string): string {
  return text.startsWith("[") ? text.slice(1, -1) : percentDecode(text);
}

interface Parts {
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  readonly password: string | undefined;
  readonly options: ReadonlyMap<string, string>;
}

function describe(parts: Parts): ServerDatabaseDescription {
  const { host, database, user, password, options } = parts;
  const description: ServerDatabaseDescription = {
    dialect: "postgres",
    ...text("host", host),
    ...port(parts.port),
    ...text("database", database),
    ...text("user", user),
    ...sslMode(options.get("sslmode")),
    ...text("sslRootCert", options.get("sslrootcert")),
    ...text("sslCert", options.get("sslcert")),
    ...text("sslKey", options.get("sslkey")),
    ...text("applicationName", options.get("application_name")),
    ...connectTimeout(options.get("connect_timeout")),
    ...text("options", options.get("options")),
  };
  if (password !== undefined) Object.defineProperty(description, "password", { value: password, enumerable: false });
  return Object.freeze(description);
}

function text<Name extends string>(name: Name, value: string | undefined): { readonly [Key in Name]?: string } {
  // A computed key widens to an index signature; the one property it has is the one named.
  return value === undefined || value === "" ? {} : ({ [name]: value } as { readonly [Key in Name]?: string });
}

function port(value: string): { readonly port?: number } {
  if (value === "") return {};
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 65_535)
    throw invalidUrl("its port is not a number from 1 to 65535", "correct the port");
  return { port: number };
}

function connectTimeout(value: string | undefined): { readonly connectTimeoutMs?: number } {
  if (value === undefined) return {};
  const seconds = Number(value);
  if (value === "" || !Number.isInteger(seconds) || seconds < 1 || seconds > 86_400) {
    throw invalidUrl('its option "connect_timeout" is not a number of seconds', "give whole seconds, at least 1");
  }
  return { connectTimeoutMs: seconds * 1_000 };
}

function sslMode(value: string | undefined): { readonly sslMode?: SslMode } {
  if (value === undefined) return {};
  const mode = SSL_MODES.find((candidate) => candidate === value);
  if (mode !== undefined) return { sslMode: mode };
  throw invalidUrl(
    'its option "sslmode" has a value that is not supported',
    `use one of ${SSL_MODES.join(", ")}; "prefer" and "allow" would fall back to an open connection without saying so`,
  );
}
