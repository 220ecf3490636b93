type Capital =
  | ("A" | "B" | "C" | "D" | "E" | "F" | "G" | "H" | "I" | "J" | "K" | "L" | "M")
  | ("N" | "O" | "P" | "Q" | "R" | "S" | "T" | "U" | "V" | "W" | "X" | "Y" | "Z");

type Vowel = "a" | "e" | "i" | "o" | "u";

/** Last words whose plurals no ending tells, as `pluralize` has them. */
type OddWord =
  | (
      | "I"
      | "Me"
      | "He"
      | "She"
      | "Them"
      | "Myself"
      | "Yourself"
      | "Itself"
      | "Herself"
      | "Himself"
      | "Themself"
      | "That"
    )
  | ("Echo" | "Dingo" | "Volcano" | "Tornado" | "Torpedo" | "Stigma" | "Stoma" | "Dogma" | "Lemma" | "Schema")
  | (
      | "Anathema"
      | "Ox"
      | "Axe"
      | "Die"
      | "Eave"
      | "Foot"
      | "Goose"
      | "Tooth"
      | "Quiz"
      | "Human"
      | "Proof"
      | "Carve"
      | "Valve"
    )
  | (
      | "Looey"
      | "Thief"
      | "Groove"
      | "Pickaxe"
      | "Passerby"
      | "Adulthood"
      | "Advice"
      | "Agenda"
      | "Aid"
      | "Aircraft"
      | "Alcohol"
    )
  | (
      | "Ammo"
      | "Anime"
      | "Audio"
      | "Bison"
      | "Blood"
      | "Bream"
      | "Buffalo"
      | "Butter"
      | "Carp"
      | "Cash"
      | "Clothing"
      | "Cod"
    )
  | (
      | "Chess"
      | "Commerce"
      | "Cooperation"
      | "Digestion"
      | "Elk"
      | "Energy"
      | "Equipment"
      | "Excretion"
      | "Expertise"
      | "Firmware"
    )
  | (
      | "Flounder"
      | "Fun"
      | "Garbage"
      | "Hardware"
      | "Health"
      | "Homework"
      | "Housework"
      | "Information"
      | "Justice"
      | "Labour"
    )
  | (
      | "Literature"
      | "Machinery"
      | "Mackerel"
      | "Mail"
      | "Media"
      | "Moose"
      | "Music"
      | "Mud"
      | "Manga"
      | "Only"
      | "Personnel"
    )
  | (
      | "Pike"
      | "Plankton"
      | "Police"
      | "Pollution"
      | "Rain"
      | "Research"
      | "Rice"
      | "Salmon"
      | "Sewage"
      | "Shrimp"
      | "Software"
    )
  | (
      | "Staff"
      | "Swine"
      | "Traffic"
      | "Transportation"
      | "Trout"
      | "Tuna"
      | "Wealth"
      | "Welfare"
      | "Whiting"
      | "Wildebeest"
    )
  | (
      | "Wildlife"
      | "You"
      | "Thou"
      | "Mouse"
      | "Louse"
      | "Titmouse"
      | "Mice"
      | "Lice"
      | "Titmice"
      | "We"
      | "They"
      | "Are"
      | "Were"
    )
  | (
      | "Have"
      | "These"
      | "Those"
      | "Dice"
      | "Oxen"
      | "Feet"
      | "Geese"
      | "Teeth"
      | "Genera"
      | "Viscera"
      | "Stigmata"
      | "Stomata"
    )
  | ("Dogmata" | "Lemmata" | "Schemata" | "Anathemata");

/** Ends of words whose plurals follow rules of their own. */
type OddEnd =
  | (
      | "i"
      | "deer"
      | "fish"
      | "pox"
      | "sheep"
      | "pokemon"
      | "iam"
      | "uam"
      | "emu"
      | "enu"
      | "seraph"
      | "cherub"
      | "seraphim"
    )
  | (
      | "cherubim"
      | "alumna"
      | "alga"
      | "vertebra"
      | "alumnae"
      | "algae"
      | "vertebrae"
      | "ato"
      | "hero"
      | "gro"
      | "eaux"
      | "ese"
    )
  | `${"agend" | "addend" | "millenni" | "dat" | "extrem" | "bacteri" | "desiderat" | "strat" | "candelabr"}${"a" | "um"}`
  | `${"errat" | "ov" | "symposi" | "curricul" | "automat" | "quor"}${"a" | "um"}`
  | `${"apheli" | "hyperbat" | "periheli" | "asyndet" | "noumen" | "phenomen" | "criteri" | "organ"}${"a" | "on"}`
  | `${"prolegomen" | "hedr" | "automat"}${"a" | "on"}`
  | ("knife" | "wife" | "life" | "arf" | "lf" | "eaf" | "eof" | "oaf" | "hoof")
  | `${"i" | "e" | "o"}${"l" | "n"}ey`
  | `${"matr" | "cod" | "mur" | "sil" | "vert" | "ind" | "append"}${"ix" | "ex"}`
  | ("man" | "men" | "person" | "people" | "child" | "children");

/** A word in an object: the compiler walks through a list of patterns anew for each word, but not through an interface. */
interface Boxed<Word> {
  readonly word: Word;
}

/** Names of whose plurals this cannot be sure. */
interface OddName extends Boxed<`${string}${OddWord}` | `${string}${Capital}${Capital}${string}`> {}

interface OddEnding extends Boxed<`${string}${OddEnd}`> {}

/** Plurals of frequent words that are odd. */
interface OddPlurals {
  readonly Person: "people";
  readonly Child: "children";
  readonly Woman: "women";
  readonly Man: "men";
  readonly Status: "statuses";
  readonly Index: "indices";
  readonly Media: "media";
  readonly Mouse: "mice";
}

type RegularPlural<Word extends string, Lower extends string> =
  Boxed<Lower> extends OddEnding
    ? never
    : Lower extends `${string}s`
      ? Lower extends `${string}ss`
        ? `${Word}es`
        : never
      : Lower extends `${string}${"x" | "ch" | "sh" | "zz"}`
        ? `${Word}es`
        : Lower extends `${string}y`
          ? Lower extends `${string}${Vowel}y`
            ? Lower extends `${string}quy`
              ? never
              : `${Word}s`
            : Word extends `${infer Stem}y`
              ? `${Stem}ies`
              : never
          : `${Word}s`;

/**
 * What the rows of a model are called where others refer to them: `OrderItem` gives `orderItems`. Never where the
 * compiler cannot be sure to say what the running program will: then a reference is given its `inverse`.
 */
export type PluralOf<Name extends string> = Name extends keyof OddPlurals
  ? OddPlurals[Name]
  : Boxed<Name> extends OddName
    ? never
    : Lowercase<Name> extends infer Lower extends string // not in place: its ends would be looked at before its name is known
      ? RegularPlural<Uncapitalize<Name>, Lower>
      : never;
