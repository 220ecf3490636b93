/** Loads a part of drizzle when it is first needed. @throws DATABASE.DRIVER_MISSING */
export type LoadDrizzle = (path: string) => unknown;
