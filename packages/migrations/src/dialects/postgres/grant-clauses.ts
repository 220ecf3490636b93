import { quoteIdentifier } from "../sql-text.ts";

/** The role that stands for everybody; the server lets no role have its name. */
export const EVERYBODY = "public";

/** A role as statements about privileges name it. */
export function roleSql(role: string): string {
  return role === EVERYBODY ? "PUBLIC" : quoteIdentifier(role);
}

/** What a role may do with a thing, and what of it it may pass on. */
export interface Privileges {
  readonly privileges: readonly string[];
  readonly grantable: readonly string[];
}

/**
 * The statements that leave a role with these privileges and no others.
 *
 * @param has the privileges
 * @param place what they are about, and how statements about it begin
 * @param role the role
 * @returns a REVOKE, and a GRANT for what may be passed on and for what may not
 */
export function grantStatements(
  has: Privileges,
  place: { readonly on: string; readonly prefix?: string; readonly columns?: string },
  role: string,
): readonly string[] {
  const { on, prefix = "", columns = "" } = place;
  const plain = has.privileges.filter((one) => !has.grantable.includes(one));
  const list = (some: readonly string[]) => some.map((one) => `${one}${columns}`).join(", ");
  const to = roleSql(role);
  return [
    `${prefix}REVOKE ALL${columns} ON ${on} FROM ${to}`,
    ...(plain.length === 0 ? [] : [`${prefix}GRANT ${list(plain)} ON ${on} TO ${to}`]),
    ...(has.grantable.length === 0
      ? []
      : [`${prefix}GRANT ${list(has.grantable)} ON ${on} TO ${to} WITH GRANT OPTION`]),
  ];
}
