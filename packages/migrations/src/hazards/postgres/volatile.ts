import type { Node } from "@pgsql/types";
import type { PostgresContext } from "./postgres-context.ts";
import { allOf, namesOf } from "./tree.ts";

/** Functions that give the same value for every row of a statement, or for equal arguments. */
const STEADY: ReadonlySet<string> = new Set(
  `now transaction_timestamp statement_timestamp current_setting current_database current_schema current_user session_user
  pg_backend_pid txid_current pg_current_xact_id timezone date_trunc date_part extract make_date make_time make_timestamp
  make_timestamptz make_interval to_timestamp to_date to_char to_number age lower upper initcap btrim ltrim rtrim trim length
  char_length substring substr overlay replace translate concat concat_ws left right lpad rpad repeat reverse md5 encode
  decode format coalesce nullif greatest least abs ceil ceiling floor round trunc sign power sqrt exp ln mod array_fill
  array_append array_cat array_to_string string_to_array cardinality json_build_object json_build_array jsonb_build_object
  jsonb_build_array to_json to_jsonb json_object jsonb_object jsonb_set hstore sha224 sha256 sha384 sha512 digest chr ascii
  int4range int8range numrange tsrange tstzrange daterange point box circle st_makepoint to_tsvector to_tsquery inet cidr
  regexp_replace numeric_in uuid_nil uuid_generate_v3 uuid_generate_v5 quote_ident quote_literal split_part`.split(
    /\s+/,
  ),
);

/** The functions in an expression that may give another value for each row, by name. One that is not known may. */
export function volatileCalls({ facts }: PostgresContext, expression: Node | undefined): readonly string[] {
  return allOf(expression, "FuncCall")
    .map(({ funcname, args }) => {
      const name = namesOf(funcname).at(-1) ?? "";
      // now() takes nothing; with an argument it is somebody else's function.
      return name === "now" && args !== undefined ? "now(…)" : name;
    })
    .filter((name) => facts.volatility.get(name) ?? !STEADY.has(name));
}
