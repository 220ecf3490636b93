/** The identities of the server's own catalogs: the same in every version. They say what an address is an address of. */
export const SYSTEM_CATALOGS = Object.freeze({
  attributeDefault: 2604,
  collation: 3456,
  constraint: 2606,
  defaultPrivileges: 826,
  eventTrigger: 3466,
  extension: 3079,
  function: 1255,
  policy: 3256,
  publication: 6104,
  publicationRelation: 6106,
  publicationSchema: 6237,
  relation: 1259,
  rule: 2618,
  schema: 2615,
  statistics: 3381,
  trigger: 2620,
  type: 1247,
});

/** Where something is in the catalogs: a row of one of them, or a column of the relation in that row. `"1259.16400.3"` */
export type Address = string;

/**
 * Writes an address.
 *
 * @param catalog one of {@link SYSTEM_CATALOGS}
 * @param oid the row
 * @param column the number of a column, or nothing for the whole
 * @returns one text for one address
 */
export function address(catalog: number | string, oid: string, column: number | string = 0): Address {
  return `${catalog}.${oid}.${column}`;
}
