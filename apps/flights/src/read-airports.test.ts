import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readAirports } from "./read-airports.ts";

async function fileOf(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "airports-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "airports.csv"), content);
  return join(folder, "airports.csv");
}

const TITLES = "iata,name,city,state,country,latitude,longitude";

test("reads all airports of the data set", async () => {
  const airports = await readAirports();
  expect(airports).toHaveLength(3376);
  expect(airports[0]).toEqual({
    iata: "00M",
    name: "Thigpen",
    city: "Bay Springs",
    state: "MS",
    country: "USA",
    latitude: 31.95376472,
    longitude: -89.23450472,
  });
  expect(new Set(airports.map(({ iata }) => iata)).size).toBe(3376);
  expect(airports.find(({ iata }) => iata === "DBN")?.name).toBe('W. H. "Bud" Barron');
  expect(airports.filter(({ city }) => city === null)).toHaveLength(12);
});

test("reads quotes, commas and line breaks inside of values", async () => {
  const file = await fileOf(`\ufeff${TITLES}\r\nAAA,"One, ""the first""\r\nline",City,ST,USA,1.5,-2\r\n`);
  expect(await readAirports(file)).toEqual([
    {
      iata: "AAA",
      name: 'One, "the first"\r\nline',
      city: "City",
      state: "ST",
      country: "USA",
      latitude: 1.5,
      longitude: -2,
    },
  ]);
});

test("reads what is not known as null", async () => {
  expect(await readAirports(await fileOf(`${TITLES}\nAAA,Name,NA,NA,Palau,7,134\n`))).toMatchObject([
    { city: null, state: null },
  ]);
});

test("refuses a file with other columns, and a torn one", async () => {
  await expect(readAirports(await fileOf("code,name\nAAA,One\n"))).rejects.toThrow('no column "iata", but code, name');
  await expect(readAirports(await fileOf(`${TITLES}\nAAA,"One`))).rejects.toThrow();
  await expect(readAirports("/no/such/file.csv")).rejects.toThrow("ENOENT");
});
