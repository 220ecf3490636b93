import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The package exports its code only; its data lies beside that. */
const dataFolder = join(dirname(createRequire(import.meta.url).resolve("vega-datasets")), "..", "data");

export const AIRPORTS_FILE = join(dataFolder, "airports.csv");
export const FLIGHTS_FILE = join(dataFolder, "flights-3m.parquet");
