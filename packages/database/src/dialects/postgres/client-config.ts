import { readFile } from "node:fs/promises";
import type { ConnectionOptions } from "node:tls";
import type { ClientConfig } from "pg";
import type { ResolvedConnectOptions } from "../../connection/connect-options.ts";
import { failureError } from "../../errors/driver-failure.ts";
import { textField } from "../../errors/error-fields.ts";
import type { ServerDatabaseDescription } from "../../url/database-description.ts";
import { tlsFailed } from "./transport-failures.ts";

const KEEP_ALIVE_DELAY_MS = 10_000;

/** The driver's configuration for a description. Reads certificate files, if any are named. */
export async function clientConfig(
  description: ServerDatabaseDescription,
  options: ResolvedConnectOptions,
  target: string,
): Promise<ClientConfig> {
  const { host, port, database, user, password, applicationName, options: settings } = description;
  return {
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port }),
    ...(database === undefined ? {} : { database }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(settings === undefined ? {} : { options: settings }),
    application_name: applicationName ?? "dataflow",
    ssl: await sslOptions(description, target),
    connectionTimeoutMillis: description.connectTimeoutMs ?? options.connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  };
}

async function sslOptions(description: ServerDatabaseDescription, target: string): Promise<false | ConnectionOptions> {
  const { sslMode, sslRootCert, sslCert, sslKey } = description;
  if (sslMode === undefined || sslMode === "disable") return false;
  const [ca, cert, key] = await Promise.all(
    [sslRootCert, sslCert, sslKey].map((file) => readCertificate(file, target)),
  );
  // "require" encrypts without asking who the server is, unless a certificate to compare with is given (as libpq does).
  const rejectUnauthorized = sslMode !== "require" || ca !== undefined;
  return {
    rejectUnauthorized,
    ...(sslMode === "verify-full" ? {} : { checkServerIdentity: () => undefined }),
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

async function readCertificate(file: string | undefined, target: string): Promise<string | undefined> {
  if (file === undefined || file === "system") return undefined;
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw failureError(tlsFailed(target, textField(error, "code") ?? "UNREADABLE_CERTIFICATE"));
  }
}
