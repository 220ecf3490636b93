import type { OperationRegistry } from "../kind-operations.ts";
import { addColumn } from "./add-column.ts";
import { addConstraint } from "./add-constraint.ts";
import { alterComposite } from "./alter-composite.ts";
import { alterDomain } from "./alter-domain.ts";
import { alterSequence, setSequencePersistence } from "./alter-sequence.ts";
import { createAggregate } from "./create-aggregate.ts";
import { createCollation } from "./create-collation.ts";
import { createComment } from "./create-comment.ts";
import { createComposite } from "./create-composite.ts";
import { createDefaultGrant } from "./create-default-grant.ts";
import { createDomain } from "./create-domain.ts";
import { createEnum } from "./create-enum.ts";
import { createEventTrigger } from "./create-event-trigger.ts";
import { createExtension } from "./create-extension.ts";
import { createFunction } from "./create-function.ts";
import { createGrant } from "./create-grant.ts";
import { createIndex } from "./create-index.ts";
import { createMaterializedView } from "./create-materialized-view.ts";
import { createPolicy } from "./create-policy.ts";
import { createPublication } from "./create-publication.ts";
import { createRange } from "./create-range.ts";
import { createRule } from "./create-rule.ts";
import { createSchema } from "./create-schema.ts";
import { createSequence } from "./create-sequence.ts";
import { createSequenceOwner } from "./create-sequence-owner.ts";
import { createStatistics } from "./create-statistics.ts";
import { createTable } from "./create-table.ts";
import { createTrigger } from "./create-trigger.ts";
import { createView } from "./create-view.ts";
import { dropAggregate } from "./drop-aggregate.ts";
import { dropCollation } from "./drop-collation.ts";
import { dropColumn } from "./drop-column.ts";
import { dropComment } from "./drop-comment.ts";
import { dropComposite } from "./drop-composite.ts";
import { dropConstraint } from "./drop-constraint.ts";
import { dropDefaultGrant } from "./drop-default-grant.ts";
import { dropDomain } from "./drop-domain.ts";
import { dropEnum } from "./drop-enum.ts";
import { dropEventTrigger } from "./drop-event-trigger.ts";
import { dropExtension } from "./drop-extension.ts";
import { dropFunction } from "./drop-function.ts";
import { dropGrant } from "./drop-grant.ts";
import { dropIndex } from "./drop-index.ts";
import { dropMaterializedView } from "./drop-materialized-view.ts";
import { dropPolicy } from "./drop-policy.ts";
import { dropPublication } from "./drop-publication.ts";
import { dropRange } from "./drop-range.ts";
import { dropRule } from "./drop-rule.ts";
import { dropSchema } from "./drop-schema.ts";
import { dropSequence } from "./drop-sequence.ts";
import { dropSequenceOwner } from "./drop-sequence-owner.ts";
import { dropStatistics } from "./drop-statistics.ts";
import { dropTable } from "./drop-table.ts";
import { dropTrigger } from "./drop-trigger.ts";
import { dropView } from "./drop-view.ts";
import { renameOperation } from "./rename-object.ts";
import { replaceFunction } from "./replace-function.ts";
import { setConstraintClustered, setIndexClustered } from "./set-clustered.ts";
import { setColumnDefault } from "./set-column-default.ts";
import { setColumnNotNull } from "./set-column-not-null.ts";
import { setColumnOptions, setColumnStatistics } from "./set-column-statistics.ts";
import { setColumnCompression, setColumnStorage } from "./set-column-storage.ts";
import { setColumnType } from "./set-column-type.ts";
import { setComment } from "./set-comment.ts";
import { setRuleEnabled, setTriggerEnabled } from "./set-enabled.ts";
import { addEnumValues, recreateEnum } from "./set-enum-values.ts";
import { setEventTriggerEnabled } from "./set-event-trigger-enabled.ts";
import { setGenerated } from "./set-generated.ts";
import { setGrant } from "./set-grant.ts";
import { dropIdentity, narrowIdentity, setIdentity } from "./set-identity.ts";
import { setIndexStatistics } from "./set-index-statistics.ts";
import { setNotNullConstraint } from "./set-not-null-constraint.ts";
import { setReplicaIdentity } from "./set-replica-identity.ts";
import { setRowSecurity } from "./set-row-security.ts";
import { setSequenceOwner } from "./set-sequence-owner.ts";
import { releasePartition, setPartition, setTableParents } from "./set-table-parents.ts";
import { setTableAccessMethod, setTableOptions, setTablePersistence, setTableSpace } from "./set-table-storage.ts";
import { validateConstraint } from "./validate-constraint.ts";
import { withoutDefaultGrants } from "./without-default-grants.ts";

/** What can be done to the objects of a PostgreSQL database. */
export const postgresOperations: OperationRegistry = {
  schema: {
    create: withoutDefaultGrants(createSchema),
    drop: dropSchema,
    rename: renameOperation("schema", "SCHEMA"),
    alter: [],
  },
  extension: { create: createExtension, drop: dropExtension, alter: [] },
  collation: { create: createCollation, drop: dropCollation, alter: [] },
  enum: {
    create: withoutDefaultGrants(createEnum),
    drop: dropEnum,
    rename: renameOperation("enum", "TYPE"),
    alter: [addEnumValues, recreateEnum],
  },
  composite: {
    create: withoutDefaultGrants(createComposite),
    drop: dropComposite,
    rename: renameOperation("composite", "TYPE"),
    alter: [alterComposite],
  },
  range: { create: withoutDefaultGrants(createRange), drop: dropRange, alter: [] },
  domain: {
    create: withoutDefaultGrants(createDomain),
    drop: dropDomain,
    rename: renameOperation("domain", "DOMAIN"),
    alter: [alterDomain],
  },
  sequence: {
    create: withoutDefaultGrants(createSequence),
    drop: dropSequence,
    rename: renameOperation("sequence", "SEQUENCE"),
    alter: [alterSequence, setSequencePersistence],
  },
  function: { create: withoutDefaultGrants(createFunction), drop: dropFunction, alter: [replaceFunction] },
  aggregate: { create: withoutDefaultGrants(createAggregate), drop: dropAggregate, alter: [] },
  table: {
    create: withoutDefaultGrants(createTable),
    drop: dropTable,
    rename: renameOperation("table", "TABLE"),
    alter: [
      setTableParents,
      releasePartition,
      setPartition,
      setTablePersistence,
      setTableAccessMethod,
      setTableSpace,
      setTableOptions,
      setRowSecurity,
      setReplicaIdentity,
    ],
  },
  column: {
    create: withoutDefaultGrants(addColumn),
    drop: dropColumn,
    rename: renameOperation("column", "COLUMN"),
    alter: [
      dropIdentity,
      setGenerated,
      narrowIdentity,
      setColumnType,
      setColumnNotNull,
      setNotNullConstraint,
      setColumnDefault,
      withoutDefaultGrants(setIdentity),
      setColumnStorage,
      setColumnCompression,
      setColumnStatistics,
      setColumnOptions,
    ],
  },
  constraint: {
    create: addConstraint,
    drop: dropConstraint,
    rename: renameOperation("constraint", "CONSTRAINT"),
    alter: [validateConstraint, setConstraintClustered],
  },
  index: {
    create: createIndex,
    drop: dropIndex,
    rename: renameOperation("index", "INDEX"),
    alter: [setIndexClustered, setIndexStatistics],
  },
  statistics: { create: createStatistics, drop: dropStatistics, alter: [] },
  sequenceOwner: { create: createSequenceOwner, drop: dropSequenceOwner, alter: [setSequenceOwner] },
  view: {
    create: withoutDefaultGrants(createView),
    drop: dropView,
    rename: renameOperation("view", "VIEW"),
    alter: [],
  },
  materializedView: {
    create: withoutDefaultGrants(createMaterializedView),
    drop: dropMaterializedView,
    rename: renameOperation("materializedView", "MATERIALIZED VIEW"),
    alter: [],
  },
  rule: { create: createRule, drop: dropRule, alter: [setRuleEnabled] },
  trigger: { create: createTrigger, drop: dropTrigger, alter: [setTriggerEnabled] },
  policy: { create: createPolicy, drop: dropPolicy, alter: [] },
  publication: { create: createPublication, drop: dropPublication, alter: [] },
  eventTrigger: { create: createEventTrigger, drop: dropEventTrigger, alter: [setEventTriggerEnabled] },
  comment: { create: createComment, drop: dropComment, alter: [setComment] },
  grant: { create: createGrant, drop: dropGrant, alter: [setGrant] },
  defaultGrant: { create: createDefaultGrant, drop: dropDefaultGrant, alter: [] },
};
