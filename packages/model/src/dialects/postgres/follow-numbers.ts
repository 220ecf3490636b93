/** So many numbers are taken one by one, which never goes back behind those that others take meanwhile. */
const STEP_BY_STEP = 1000;

/**
 * Moves the sequence of a column on, so that it does not give a number that a row has: `$1` is the table, `$2` the column, `$3`
 * the greatest number that was given. Gives the last number that is taken; nothing where the column has no sequence, this account
 * may not move it, or no number is left behind.
 */
export const POSTGRES_FOLLOW_NUMBERS = `SELECT CASE
    WHEN gap <= 0 THEN last
    WHEN gap <= ${STEP_BY_STEP} THEN (SELECT max(nextval(name) + 0 * n) FROM generate_series(1, gap) AS n)
    ELSE setval(name, $3::bigint) END
  FROM (
    SELECT s.name, last, (($3::bigint - last + q.seqincrement - 1) / q.seqincrement) AS gap
    FROM (SELECT pg_get_serial_sequence($1, $2)::regclass) AS s(name)
    JOIN pg_sequence q ON q.seqrelid = s.name AND q.seqincrement > 0 AND q.seqmax > $3::bigint,
    LATERAL (
      SELECT CASE WHEN has_sequence_privilege(s.name, 'USAGE') AND has_sequence_privilege(s.name, 'UPDATE')
        THEN coalesce(pg_sequence_last_value(s.name), q.seqstart - q.seqincrement) END
    ) AS l(last)
  ) AS found
  WHERE last IS NOT NULL`;
