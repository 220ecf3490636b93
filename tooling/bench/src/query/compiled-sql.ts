/** What every compared library makes of a filter: a whole statement. */
export interface CompiledSql {
  readonly text: string;
  readonly parameters: readonly unknown[];
}
