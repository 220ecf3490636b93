import type { ColumnType, DialectName, ScalarColumnType } from "@dataflow/core";
import type { AggregateFunction, DateBucket } from "../ast/aggregate-node.ts";
import type { AssignmentNode } from "../ast/assignment-node.ts";
import type { DocumentChange } from "../ast/document-change.ts";
import type { LeafNode } from "../ast/filter-node.ts";
import type { SearchNode } from "../ast/search-node.ts";
import type { JsonValueType } from "../pipeline/json-values.ts";
import type { RawRow, SqlParameter } from "../statement/compiled-statement.ts";
import type { QueryCapabilities } from "../statement/query-capabilities.ts";
import type { QueryField, QueryTable } from "../table/query-table.ts";
import type { DialectCodec } from "./column-codec.ts";
import type { PlaceSql } from "./json/place-operand.ts";

/** A field made ready for one dialect. */
export interface Column<Codec extends DialectCodec> {
  readonly field: QueryField;
  /** What stands for the field in the shape of a statement; free of user text. */
  readonly token: string;
  /** The quoted name, qualified where the statement needs it. */
  readonly sql: string;
  readonly codec: Codec;
  /** What the documents in it hold, in their order; absent for a column without documents. */
  readonly parts?: DocumentParts<Codec>;
  /** Whether it holds lists of documents, not one each. */
  readonly isDocumentList?: boolean;
  /** Whether it is a copy of what the document before it holds, which is given already. */
  readonly isPart?: boolean;
  /** Whether it is a list that an aggregation collected, of elements as columns store them. */
  readonly isCollected?: boolean;
}

/** The fields of a document, by name. */
export type DocumentParts<Codec extends DialectCodec> = ReadonlyMap<string, Column<Codec>>;

/** A value as it stands in a document. */
export interface DocumentItem {
  readonly sql: string;
  readonly decode: (raw: unknown) => unknown;
}

/** An expression with one parameter. */
export interface PlaceText {
  readonly kind: "place";
  readonly parameter: SqlParameter;
  readonly print: (place: NextPlaceholder) => string;
}

/** How a dialect puts rows into documents: each is a JSON list of what its columns would give a driver. */
export interface DocumentForm<Codec extends DialectCodec> {
  /** A column's value on its way into a document. */
  readonly item: (column: Column<Codec>) => DocumentItem;
  readonly build: (items: readonly string[]) => string;
  /** A list of one document for each row; the order without ORDER BY. */
  readonly collect: (document: string, order: string) => string;
  readonly unwind: (list: string, keepsEmpty: boolean) => UnwindText;
  /** The elements of a JSON value, each JSON itself: those of an array, nothing for null, and any other value itself. */
  readonly unwindValue: (column: Column<Codec>, keepsEmpty: boolean) => UnwindText;
  /** What JSON holds at a place, as JSON. */
  readonly value: (json: string, keys: readonly string[]) => PlaceText;
  /** JSON with an element of the list at a place in the list's place; as it is where there is no list. */
  readonly replace: (
    json: string,
    keys: readonly string[],
    parts: { readonly list: string; readonly element: string },
  ) => PlaceText;
  /** A JSON value as a column stores values of its type; null when it has another. */
  readonly convert: (json: string, type: JsonValueType) => string;
  /** An item of a document, as its column stores it. */
  readonly part: (document: string, index: number, column: Column<Codec>) => string;
}

/** Gives the placeholder of the next parameter. */
export type NextPlaceholder = () => string;

/**
 * How a dialect says one kind of condition. `print` takes as many placeholders, in the same order, as `bind` gives
 * parameters; and what `print` reads of a node beyond its kind and field must be in `shape`.
 */
export interface LeafForm<Node extends LeafNode, Codec extends DialectCodec> {
  /** The one parameter of a condition with one value; absent where a value makes more than that, or decides some of the shape. */
  readonly parameter?: (value: unknown, column: Column<Codec>) => SqlParameter;
  readonly shape: (node: Node) => string;
  readonly bind: (node: Node, column: Column<Codec>, parameters: SqlParameter[]) => void;
  readonly print: (node: Node, column: Column<Codec>, place: NextPlaceholder, isNegated: boolean) => string;
}

/** What a search looks through. */
export interface SearchSource<Codec extends DialectCodec> {
  readonly table: QueryTable;
  /** The name of the text index. */
  readonly index: string;
  readonly columns: readonly Column<Codec>[];
  /** What columns are qualified with: `"t".` or nothing. */
  readonly qualifier: string;
}

/** How a dialect searches texts; the same agreement between its parts as for conditions. */
export interface SearchForm<Codec extends DialectCodec> {
  readonly shape: (node: SearchNode) => string;
  readonly bind: (node: SearchNode, parameters: SqlParameter[]) => void;
  readonly print: (node: SearchNode, source: SearchSource<Codec>, place: NextPlaceholder, isNegated: boolean) => string;
}

/** One form for each kind of condition. */
export type LeafForms<Codec extends DialectCodec> = {
  readonly [Kind in LeafNode["kind"]]: LeafForm<Extract<LeafNode, { readonly kind: Kind }>, Codec>;
};

/** How a dialect changes a column; the same agreement between `bind` and `print` as for conditions. */
export interface AssignmentForm<Codec extends DialectCodec> {
  /** What of the changes inside a document is in the text. */
  readonly shape: (changes: readonly DocumentChange[]) => string;
  readonly bind: (node: AssignmentNode, column: Column<Codec>, parameters: SqlParameter[]) => void;
  readonly print: (node: AssignmentNode, column: Column<Codec>, place: NextPlaceholder) => string;
}

/** The rows of a group, as an aggregate function sees them. */
export interface GroupRows {
  /** The order of the rows, without ORDER BY; empty where they have none. */
  readonly order: string;
  /** What `prepare` asked for, as the name of a column. */
  readonly prepared: string | undefined;
}

/** The groups, as a window function sees them. */
export interface GroupWindow {
  /** What makes a group, without PARTITION BY; empty for one group of all rows. */
  readonly partition: string;
  readonly order: string;
  /** The same order, the other way round. */
  readonly reversed: string;
}

/** How a dialect computes over the rows of a group. */
export interface AggregateForm<Codec extends DialectCodec> {
  /** What has to be known of each row before the groups are made: a window function, or nothing. */
  readonly prepare: (name: AggregateFunction, column: Column<Codec>, window: GroupWindow) => string | undefined;
  readonly compute: (name: AggregateFunction, column: Column<Codec>, rows: GroupRows) => string;
  /** Reads a list of values of a column, as `push` and `addToSet` give it. */
  readonly readList: (column: Column<Codec>) => (raw: unknown) => readonly unknown[];
  readonly bucket: (bucket: DateBucket, column: Column<Codec>) => string;
}

/** What makes a row of each element of an array. */
export interface UnwindText {
  /** What follows FROM and the rows. */
  readonly join: string;
  readonly element: string;
  /** The element's place, from zero on. */
  readonly index: string;
}

/** How many rows travel in one statement. */
export interface RowBatch<Codec extends DialectCodec> {
  readonly columns: readonly Column<Codec>[];
  readonly rows: readonly (readonly unknown[])[];
}

/** How a dialect takes many rows of values at once. */
export interface BatchForm<Codec extends DialectCodec> {
  /** What of the number of rows is in the text. */
  readonly shape: (rowCount: number) => string;
  /** What of the rows' values is in the text; absent where nothing is. */
  readonly marks?: (batch: RowBatch<Codec>) => string;
  readonly bind: (batch: RowBatch<Codec>, parameters: SqlParameter[]) => void;
  /** What follows the column list of an INSERT. */
  readonly printInsert: (batch: RowBatch<Codec>, place: NextPlaceholder) => string;
  /** A source called "u" for UPDATE … FROM, and the SQL of each of its columns. */
  readonly printSource: (
    batch: RowBatch<Codec>,
    place: NextPlaceholder,
  ) => { readonly from: string; readonly columns: readonly string[] };
  /** How rows are looked for by keys that lie close together; absent where that is not faster. */
  readonly keyRanges?: KeyRangeForm<Codec>;
  /** The most rows that are worth one statement. */
  readonly maxRows: (columnCount: number) => number;
}

/** A condition that every row with one of many keys fulfils, so that a database can read the rows in one go. */
export interface KeyRangeForm<Codec extends DialectCodec> {
  /** The least and the greatest value of a batch's first column; undefined where they lie too far apart, or are too few. */
  readonly find: (rows: RowBatch<Codec>["rows"]) => KeyRange | undefined;
  /** Takes the least value's placeholder first. */
  readonly print: (key: Column<Codec>, place: NextPlaceholder) => string;
}

/** The least and the greatest key of a batch. */
export interface KeyRange {
  readonly least: number | bigint;
  readonly greatest: number | bigint;
}

/** Rows that travel behind the statement, not as its parameters. */
export interface RowLoad {
  readonly text: string;
  readonly rows: Iterable<string | Uint8Array>;
}

/** Rows to load, and a column beside those of the rows, which has a value for each. */
export interface LoadBatch<Codec extends DialectCodec> extends RowBatch<Codec> {
  readonly numbered: { readonly column: Column<Codec>; readonly values: readonly unknown[] } | undefined;
}

/** How a dialect takes many new rows behind a statement instead of as its parameters. */
export interface LoadForm<Codec extends DialectCodec> {
  /** Fewer rows than this gain nothing. */
  readonly leastRows: number;
  /** `isExact`: the columns' types are those that the codecs write, not some that would take their texts as well. */
  readonly load: (batch: LoadBatch<Codec>, place: { readonly table: string; readonly isExact: boolean }) => RowLoad;
  /** Whether what a codec writes is the very type of a column, by what the check says of it. */
  readonly isExact: (codec: Codec, type: unknown) => boolean;
  /** Given a table and a column or null, says in one row whether loading stores what an insert would, what numbers the column, and the types of all columns as a JSON object. */
  readonly checkText: string;
  /** Given what numbers a column and how many, takes as many numbers, and says in one row which. */
  readonly numbersText: string;
  /** All of them, or the first where each of the others is the one after. */
  readonly readNumbers: (row: RawRow) => readonly string[] | { readonly first: string };
}

/** How a dialect that numbers every row is asked for the numbers. */
export interface RowNumberForm {
  /** Given a table's name, says in one row what changes with its definition. */
  readonly stampText: string;
  /** Given a table's name, says in one row whether each new row gets the number after the greatest one, and which column shows it. */
  readonly checkText: string;
  /** Gives the greatest number in a table, by its quoted name. */
  readonly lastText: (table: string) => string;
  /** Given a number, counts the rows above it. */
  readonly countText: (table: string) => string;
}

/** All that differs between databases, as small parts that compilers put together. */
export interface QueryDialect<Codec extends DialectCodec> {
  readonly name: DialectName;
  readonly capabilities: QueryCapabilities;
  readonly codec: (type: ColumnType, place: string) => Codec;
  readonly placeholder: (index: number) => string;
  /** The name of a prepared statement; equal texts have equal names. */
  readonly statementName: (text: string) => string;
  /** The SQL that a value of a type is ordered by. */
  readonly orderKey: (type: ColumnType, sql: string) => string;
  /** Whether a statement that is kept prepared may be planned without its values. */
  readonly plansForAnyValues: boolean;
  /** Whether an index says where its nulls are, and must say what an order does to serve it. */
  readonly indexesPlaceNulls: boolean;
  readonly leaves: LeafForms<Codec>;
  readonly search: SearchForm<Codec>;
  readonly places: PlaceSql<Codec>;
  readonly assignments: AssignmentForm<Codec>;
  readonly aggregates: AggregateForm<Codec>;
  readonly documents: DocumentForm<Codec>;
  /** Makes a row of each element of an array; `keepsEmpty` gives one row without an element where there are none. */
  readonly unwind: (column: Column<Codec>, element: ScalarColumnType, keepsEmpty: boolean) => UnwindText;
  readonly batches: BatchForm<Codec>;
  /** Absent where nothing is faster than an insert of many rows. */
  readonly loads?: LoadForm<Codec>;
  /** Absent where rows have no numbers of their own, or nobody needs them. */
  readonly numbers?: RowNumberForm;
  /** LIMIT and OFFSET; each placeholder may be absent. */
  readonly page: (limit: string | undefined, offset: string | undefined) => string;
  /** Says of a returned row whether it was inserted; undefined where the dialect cannot say. */
  readonly insertedColumn: string | undefined;
  readonly readInserted: (raw: unknown) => boolean;
  /** What the columns of RETURNING are qualified with in UPDATE … FROM. */
  readonly returningQualifier: string;
}
