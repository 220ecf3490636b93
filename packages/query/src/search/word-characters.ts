/** First and last character of each range, in hexadecimal. */
type CharacterRange = readonly [first: number, last: number];

/**
 * The characters of words: letters, digits and marks on them. They are those of SQLite's tokenizer "unicode61" (Unicode
 * 6.1; what was not assigned then counts as letters), without emoji. A test asks it about every character there is.
 */
const WORD_CHARACTERS = `
  30-39 41-5a 61-7a aa b2-b3 b5 b9-ba bc-be c0-d6 d8-f6 f8-2c1 2c6-2d1 2e0-2e4 2ec 2ee 305 30d-30e 310 312-31a
  31c-322 329-32c 32f 332-374 376-37d 37f-383 386 388-3f5 3f7-481 483-487 48a-559 560-588 58b-58e 590-5bd 5bf
  5c1-5c2 5c4-5c5 5c7-5f2 5f5-5ff 605 610-61a 61c-61d 620-669 66e-6d3 6d5-6dc 6df-6e8 6ea-6fc 6ff 70e 710-7f5
  7fa-82f 83f-85d 85f-963 966-96f 971-9f1 9f4-9f9 9fc-aef af2-b6f b71-bf2 bfb-c7e c80-d78 d7a-df3 df5-e3e e40-e4e
  e50-e59 e5c-f00 f18-f19 f20-f33 f35 f37 f39 f3e-f84 f86-fbd fc6 fcd fdb-1049 1050-109d 10a0-10fa 10fc-135f
  1369-138f 139a-13ff 1401-166c 166f-167f 1681-169a 169d-16ea 16ee-1734 1737-17d3 17d7 17dc-17ff 180b-180d
  180f-193f 1941-1943 1946-19dd 1a00-1a1d 1a20-1a9f 1aa7 1aae-1b59 1b6b-1b73 1b7d-1bfb 1c00-1c3a 1c40-1c7d
  1c80-1cbf 1cc8-1cd2 1cd4-1fbc 1fbe 1fc2-1fcc 1fd0-1fdc 1fe0-1fec 1ff0-1ffc 1fff 2065-2069 2070-2079 207f-2089
  208f-209f 20ba-20cf 2102 2107 210a-2113 2115 2119-211d 2124 2126 2128 212a-212d 212f-2139 213c-213f 2145-2149
  214e 2150-218f 23f4-23ff 2427-243f 244b-249b 24ea-24ff 2700 2776-2793 2b4d-2b4f 2b5a-2ce4 2ceb-2cf8 2cfd
  2d00-2d6f 2d71-2dff 2e2f 2e3c-2e7f 2e9a 2ef4-2eff 2fd6-2fef 2ffc-2fff 3005-3007 3021-302f 3031-3035 3038-303c
  3040-309a 309d-309f 30a1-30fa 30fc-318f 3192-3195 31a0-31bf 31e4-31ff 321f-3229 3248-324f 3251-325f 3280-3289
  32b1-32bf 32ff 3400-4dbf 4e00-a48f a4c7-a4fd a500-a60c a610-a66f a674-a67d a67f-a6f1 a6f8-a6ff a717-a71f
  a722-a788 a78b-a827 a82c-a835 a83a-a873 a878-a8cd a8d0-a8f7 a8fb-a92d a930-a95e a960-a9c0 a9ce-a9dd a9e0-aa5b
  aa60-aa76 aa7a-aadd aae0-aaef aaf2-abea abec-fb28 fb2a-fbb1 fbc2-fd3d fd40-fdfb fdfe-fdff fe1a-fe2f fe53 fe67
  fe6c-fefe ff00 ff10-ff19 ff21-ff3a ff41-ff5a ff66-ffdf ffe7 ffef-fff8 10000-100ff 10103-10136 10140-10178
  1018a-1018f 1019c-101cf 101fd-1039e 103a0-103cf 103d1-10856 10858-1091e 10920-1093e 10940-10a4f 10a59-10a7e
  10a80-10b38 10b40-11046 1104e-110ba 110c2-1113f 11144-111c4 111c9-1246f 12474-1cfff 1d0f6-1d0ff 1d127-1d128
  1d165-1d169 1d16d-1d172 1d17b-1d182 1d185-1d18b 1d1aa-1d1ad 1d1de-1d1ff 1d242-1d244 1d246-1d2ff 1d357-1d6c0
  1d6c2-1d6da 1d6dc-1d6fa 1d6fc-1d714 1d716-1d734 1d736-1d74e 1d750-1d76e 1d770-1d788 1d78a-1d7a8 1d7aa-1d7c2
  1d7c4-1eeef 1eef2-1efff 1f100-1f10c 1fb00-e0000 e0002-e001f e0080-10ffff
`;

/** Accents that stand by themselves behind a letter; they are left out of words. */
const ACCENTS = "300-304 306-30c 30f 311 31b 323-328 32d-32e 330-331";

/** Signs that the tokenizer would take for letters: emoji that are younger than its tables, and what changes their look. */
const SIGNS = `
  20d0-20dc 20e1 20e5-20ff fe00-fe0f 1f02c-1f02f 1f094-1f09f 1f0af-1f0b0 1f0bf-1f0c0 1f0d0 1f0e0-1f0ff 1f10d-1f10f
  1f12f 1f16c-1f16f 1f19b-1f1e5 1f203-1f20f 1f23b-1f23f 1f249-1f24f 1f252-1f2ff 1f321-1f32f 1f336 1f37d-1f37f
  1f394-1f39f 1f3c5 1f3cb-1f3df 1f3f1-1f3ff 1f43f 1f441 1f4f8 1f4fd-1f4ff 1f53e-1f53f 1f544-1f54f 1f568-1f5fa
  1f641-1f644 1f650-1f67f 1f6c6-1f6ff 1f774-1faff
`;

function rangesOf(text: string): readonly CharacterRange[] {
  return text
    .trim()
    .split(/\s+/)
    .map((range): CharacterRange => {
      const [first = "", last = first] = range.split("-");
      return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
    });
}

/** The ranges of the characters that words are made of, accents left out. */
export function wordRanges(): readonly CharacterRange[] {
  return rangesOf(WORD_CHARACTERS);
}

/** The ranges of the accents that words lose. */
export function accentRanges(): readonly CharacterRange[] {
  return rangesOf(ACCENTS);
}

/** The signs that are no letters, as one text. */
export function signCharacters(): string {
  let text = "";
  for (const [first, last] of rangesOf(SIGNS)) {
    for (let code = first; code <= last; code++) text += String.fromCodePoint(code);
  }
  return text;
}
