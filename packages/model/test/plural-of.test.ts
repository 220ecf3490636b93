/** Law: the plural that the compiler writes is the one that the running program uses, or none. */
import { expect, it } from "vitest";
import { camelCase, tableNameOf } from "../src/index.ts";
import { virtualProgram } from "./virtual-program.ts";

/** Frequent names of models: the compiler must know their plurals. */
const FREQUENT =
  `User Order OrderItem Post Comment Category Company Address Country City Product Invoice Payment Customer Author Book Tag
Role Permission Session Token Event Message Thread Channel Team Member Project Task Issue Label Milestone Branch Batch Box Tax Match Wish
Journey Survey Key Day Delivery Entry Query Reply Story Policy Currency Property Activity Photo Video Memo Logo Album Forum Area Quota Idea
Location Subscription Version Transaction Region Station Person Child Status Index House Warehouse Device Service Price Office Notice Cache
Safe Chief Brief Model7 Address2Line Class Access Process Flight Airport Airline Letter Line Seat Note File Folder Image Page`.split(
    /\s+/,
  );

/** Words of every rule of plurals, and ends that look like one. */
const ODD =
  `Echo Volcano Genus Stigma Schema Ox Axe Die Foot Goose Tooth Quiz Human Proof Valve Thief Groove Passerby Advice Agenda Aircraft
Analytics Audio Buffalo Chess Corps Equipment Fish Goldfish Information Mail Media Moose Music News Police Rice Salmon Series Sheep Shrimp Software
Species Staff Traffic Tuna Deer Reindeer Pox Smallpox Chinese Japanese Measles Axis Testis Alias Gas Iris Atlas Emu Menu Miriam Alumnus Syllabus
Virus Radius Nucleus Fungus Cactus Stimulus Terminus Focus Locus Stratum Alumna Alga Vertebra Seraph Cherub Hero Potato Buffalo Negro Datum Data
Millennium Extremum Bacterium Erratum Ovum Symposium Curriculum Automaton Quorum Phenomenon Criterion Organ Organon Polyhedron Analysis Basis Crisis
Knife Wife Life Midlife Half Shelf Leaf Loaf Hoof Scarf Wolf Beef Roof Tariff Money Honey Attorney Trolley Alley Volley Donkey Monkey Valley Kidney
Matrix Codex Vertex Index Appendix Silex Murex Suffix Regex Mouse Louse Blouse Spice Person Salesperson Chairperson Grandchild Brainchild Bureau
Plateau Bureaux Man Woman Salesman Roman German Specimen Soliloquy Colloquy Guy Toy Essay Employee Fee Tree Zoo Kangaroo Shoe Toe Tie Pie Movie
Cookie Lens Canvas Bus Campus Bonus Octopus Apparatus Glass Mass Dish Ash Bush Buzz Quartz Waltz Fez Church Stomach Epoch Loch APIKey UserAPIKey
HTTPServer URL OrderURL UserID Taxi Api Wiki Emoji Yes This Is Was He She You Thou Me I Metadata Schemata Women People Children`.split(
    /\s+/,
  );

it("the compiler's plurals are the running program's", () => {
  const names = [...new Set([...FREQUENT, ...ODD, ...ODD.map((name) => `Order${name}`)])];
  const lines = names.map((name) => `export declare const ${name}: PluralOf<"${name}">;`);
  const path = new URL("./plurals.virtual.ts", import.meta.url).pathname;
  const source = `import type { PluralOf } from "../src/types/plural-of.ts";\n${lines.join("\n")}\n`;
  const program = virtualProgram(new Map([[path, source]]));
  const file = program.getSourceFile(path);
  if (file === undefined) throw new Error("the file is not part of the program");
  expect(program.getSemanticDiagnostics(file)).toEqual([]);
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(file);
  if (symbol === undefined) throw new Error("the file is no module");
  const written = new Map(
    checker.getExportsOfModule(symbol).map((one) => {
      const type = checker.getTypeOfSymbol(one);
      return [one.name, type.isStringLiteral() ? type.value : undefined];
    }),
  );
  const runtime = (name: string) => camelCase(tableNameOf(name));
  const wrong = names.filter((name) => written.get(name) !== undefined && written.get(name) !== runtime(name));
  expect(wrong.map((name) => `${name}: ${written.get(name)} instead of ${runtime(name)}`)).toEqual([]);
  expect(FREQUENT.filter((name) => written.get(name) === undefined)).toEqual([]);
}, 60_000);
