/** The types that JSON has. */
export type JsonType = "null" | "number" | "string" | "object" | "array" | "boolean";

/** Elements of an array in a FROM clause: each with its JSON value and its position. */
export interface ElementSource {
  readonly from: string;
  readonly value: string;
  readonly position: string;
}

/** A SELECT over elements, without the word. */
export interface ElementSelection {
  readonly value: string;
  readonly source: ElementSource;
  readonly where?: string;
  /** What to order by; the elements' own order when absent. */
  readonly order?: string;
}

/**
 * How a dialect says the steps that updates of documents are made of. Arguments and results are SQL. A JSON value that is
 * missing is NULL, and JSON's null is not. Arguments are names or cheap: they may be repeated.
 */
export interface JsonForm {
  /** Ends a subquery, so that what it computes is computed once and not copied to where it is used. */
  readonly fence: string;
  /** What the parameter's placeholder is wrapped in. */
  readonly parameter: (place: string) => string;
  /** The column as a JSON value. */
  readonly document: (column: string) => string;
  /** A JSON value from the array of parameters. */
  readonly constant: (parameters: string, index: number) => string;
  /** A text from the array of parameters. */
  readonly constantText: (parameters: string, index: number) => string;
  /** What is missing. */
  readonly nothing: string;
  readonly literalNull: string;
  readonly emptyArray: string;
  readonly isType: (value: string, type: JsonType) => string;
  /** Where values of this type stand in MongoDB's order of types. */
  readonly rank: (value: string) => string;
  readonly number: (value: string) => string;
  readonly text: (value: string) => string;
  readonly boolean: (value: string) => string;
  readonly same: (left: string, right: string) => string;
  readonly member: (object: string, key: string) => string;
  readonly withMember: (object: string, key: string, value: string) => string;
  readonly withoutMember: (object: string, key: string) => string;
  readonly object: (key: string, value: string) => string;
  readonly element: (array: string, index: string) => string;
  /** Also past the end, with nulls between. */
  readonly withElement: (array: string, index: string, value: string) => string;
  /** An array of one element, null for a value that is missing. */
  readonly list: (value: string) => string;
  readonly length: (array: string) => string;
  readonly concat: (first: string, second: string) => string;
  readonly elements: (array: string, alias: string) => ElementSource;
  /** An element's index, from zero. */
  readonly index: (source: ElementSource) => string;
  readonly collect: (selection: ElementSelection) => string;
  /** A number computed as a double, as a JSON value. */
  readonly compute: (left: string, sign: "+" | "*", right: string) => string;
  readonly bits: (left: string, word: "and" | "or" | "xor", right: string) => string;
  readonly now: string;
  /** Fails the statement with a message, and the type of what was found. */
  readonly fail: (message: string, found: string) => string;
  readonly failCondition: (message: string, found: string) => string;
}
