/** How keys that are in the way are dropped and made again. */
export const FK_STRATEGIES = ["minimal_downtime", "single_transaction"] as const;

/** One of {@link FK_STRATEGIES}. */
export type FkStrategy = (typeof FK_STRATEGIES)[number];
