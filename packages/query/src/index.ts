export type {
  AggregateFunction,
  AggregateNode,
  DateBucket,
  DocumentField,
  GroupKeyNode,
} from "./ast/aggregate-node.ts";
export { type AndNode, allOf } from "./ast/and-node.ts";
export { type ArrayNode, type ArrayTest, arrayField } from "./ast/array-node.ts";
export { assertContains } from "./ast/assert-contains.ts";
export {
  type AssignmentNode,
  type AssignmentOperator,
  assign,
  assignInside,
  type DocumentAssignment,
  isDocumentAssignment,
} from "./ast/assignment-node.ts";
export { type ComparisonNode, type ComparisonOperator, compare, equals } from "./ast/comparison-node.ts";
export type {
  ChangeForm,
  DocumentChange,
  DocumentExpression,
  DocumentStage,
  ElementCondition,
  ElementOrder,
  MatchPosition,
} from "./ast/document-change.ts";
export { type EverythingNode, everything } from "./ast/everything-node.ts";
export { compareFields, type FieldComparisonNode } from "./ast/field-comparison-node.ts";
export type { FilterNode, LeafNode } from "./ast/filter-node.ts";
export { type FilterRewriter, rewriteFilter } from "./ast/filter-rewriter.ts";
export { type FilterVisitor, visitFilter } from "./ast/filter-visitor.ts";
export {
  type BitCondition,
  type JsonPathNode,
  type JsonScalar,
  type JsonTest,
  type JsonType,
  jsonPath,
} from "./ast/json-path-node.ts";
export { afterPosition, type KeysetKey, type KeysetNode } from "./ast/keyset-node.ts";
export { type LikeNode, like } from "./ast/like-node.ts";
export { isOneOf, type MembershipNode } from "./ast/membership-node.ts";
export { type NotNode, not } from "./ast/not-node.ts";
export { type NothingNode, nothing } from "./ast/nothing-node.ts";
export { isNull, type NullNode } from "./ast/null-node.ts";
export { anyOf, type OrNode } from "./ast/or-node.ts";
export { comparePlaces, type PlaceComparisonNode, type PlaceOperand } from "./ast/place-comparison-node.ts";
export type { RegexNode } from "./ast/regex-node.ts";
export { hasRelated, type RelatedNode } from "./ast/related-node.ts";
export { type SearchNode, searchText } from "./ast/search-node.ts";
export type { SortNode } from "./ast/sort-node.ts";
export { hasText, type TextNode, type TextPosition } from "./ast/text-node.ts";
export { reverseOrder, totalOrder } from "./ast/total-order.ts";
export { type WholeNumberNode, type WholeNumberTest, wholeNumber } from "./ast/whole-number-node.ts";
export { type CompiledFilter, compileFilter } from "./compiler/compile-filter.ts";
export { compileStatement } from "./compiler/compile-statement.ts";
export { type Explanation, explain } from "./compiler/explain.ts";
export { maxRowsPerInsert, rowChunks } from "./compiler/row-chunks.ts";
export type { LoadCheck, LoadedRows, LoadQuery, TableLoader } from "./compiler/row-load.ts";
export { type RowNumberCheck, type RowNumbers, rowNumbers } from "./compiler/row-numbers.ts";
export { tableLoader } from "./compiler/table-loader.ts";
export { type Cursor, openCursor, sealCursor } from "./cursor/cursor.ts";
export { type CursorKey, cursorKey, MIN_SECRET_BYTES, randomCursorKey } from "./cursor/cursor-key.ts";
export type { CursorScope } from "./cursor/cursor-scope.ts";
export type { ColumnCodec } from "./dialects/column-codec.ts";
export { columnCodec, queryCapabilities } from "./dialects/dialects.ts";
export type { RowLoad } from "./dialects/query-dialect.ts";
export { textIndexStatements } from "./dialects/text-indexes.ts";
export { queryErrors } from "./errors/query-errors.ts";
export { OPERATOR_MEANINGS } from "./operators/operator-meanings.ts";
export type { FilterAllowance, FilterOptions } from "./parser/filter-allowance.ts";
export { DEFAULT_FILTER_LIMITS, type FilterLimits } from "./parser/filter-limits.ts";
export { type ParsedAggregates, parseAggregates } from "./parser/parse-aggregates.ts";
export { parseFields } from "./parser/parse-fields.ts";
export { type AllowedFilter, parseFilter } from "./parser/parse-filter.ts";
export { type Page, parsePage } from "./parser/parse-page.ts";
export { parseSort } from "./parser/parse-sort.ts";
export { parseUpdate } from "./parser/parse-update.ts";
export { seedFromFilter } from "./parser/seed-from-filter.ts";
export type { UpdateOptions } from "./parser/update-options.ts";
export type { CharacterRange, RegexPart } from "./pattern/regex-part.ts";
export type { GroupStage } from "./pipeline/group-stage.ts";
export type { JsonValueType } from "./pipeline/json-values.ts";
export type { LimitStage } from "./pipeline/limit-stage.ts";
export type { LookupStage } from "./pipeline/lookup-stage.ts";
export type { MatchStage } from "./pipeline/match-stage.ts";
export { parsePipeline } from "./pipeline/parse-pipeline.ts";
export type { PipelineAllowance, PipelineOptions } from "./pipeline/pipeline-allowance.ts";
export type { PipelineStage } from "./pipeline/pipeline-stage.ts";
export type { ProjectedField, ProjectedValue, ProjectStage } from "./pipeline/project-stage.ts";
export type { SkipStage } from "./pipeline/skip-stage.ts";
export type { SortStage } from "./pipeline/sort-stage.ts";
export type { UnwindStage } from "./pipeline/unwind-stage.ts";
export { keyFilter } from "./recall/key-filter.ts";
export type { Search } from "./search/parse-search.ts";
export type { TextIndexStatement } from "./search/text-index-statement.ts";
export { wordsOf } from "./search/words-of.ts";
export type { CompiledStatement, RawRow, SqlParameter, StatementPlan } from "./statement/compiled-statement.ts";
export type { QueryCapabilities } from "./statement/query-capabilities.ts";
export type {
  AggregateStatement,
  ConflictClause,
  CountStatement,
  DeleteStatement,
  GroupLimit,
  InsertStatement,
  PipelineStatement,
  SelectStatement,
  Statement,
  UpdateEachStatement,
  UpdateStatement,
} from "./statement/statement.ts";
export type { QueryRelation, QueryRelations } from "./table/query-relation.ts";
export type { QuerySource, QuerySources } from "./table/query-source.ts";
export type { QueryField, QueryTable, TextSearchFields } from "./table/query-table.ts";
export { queryTable, type TableNaming } from "./table/query-table-from-schema.ts";
export type {
  AggregateExpression,
  AggregateInput,
  AggregateRow,
  AggregatesInput,
  BucketExpression,
  GroupByInput,
  HavingInput,
} from "./types/aggregate-input.ts";
export type { Expression } from "./types/expression.ts";
export type { FieldSpec, FieldSpecs, NullOf } from "./types/field-spec.ts";
export type {
  ArrayConditions,
  ArrayOperators,
  DigitOperators,
  EqualityConditions,
  EqualityOperators,
  FieldFilter,
  FieldFilters,
  FieldSpecsOf,
  Filter,
  JsonElementFilter,
  JsonPathOperators,
  JsonPlaceFilter,
  LogicalFilters,
  OrderConditions,
  OrderOperators,
  TextConditions,
  TextOperators,
  TextSearch,
  WholeOperators,
} from "./types/filter.ts";
export type { JsonValue } from "./types/json-value.ts";
export type {
  BucketPath,
  FieldPath,
  GroupId,
  GroupOutput,
  JsonValuePath,
  LookupOptions,
  PipelineInput,
  PipelineStageInput,
  UnwindOptions,
} from "./types/pipeline-input.ts";
export type { RelationOperators, UntypedFilter } from "./types/relation-operators.ts";
export type { SortableField, SortInput, SortKeyInput } from "./types/sort-input.ts";
export type {
  ArrayUpdate,
  ElementOperators,
  FieldUpdate,
  FieldUpdates,
  PushModifiers,
  UpdateInput,
  UpdateOperators,
} from "./types/update-input.ts";
export { scaledDigits, unscaledDigits } from "./values/decimal-value.ts";
export { validateValue } from "./values/validate-value.ts";
export { checkValue, normaliseValue, valueAcceptor } from "./values/value-rules.ts";
