import type { CatalogSection } from "./catalog-section.ts";
import { aggregatesSection } from "./sections/aggregates.ts";
import { collationsSection } from "./sections/collations.ts";
import { columnsSection } from "./sections/columns.ts";
import { commentsSection } from "./sections/comments.ts";
import { constraintsSection } from "./sections/constraints.ts";
import { defaultGrantsSection } from "./sections/default-grants.ts";
import { dependenciesSection, indexParentsSection } from "./sections/dependencies.ts";
import { eventTriggersSection } from "./sections/event-triggers.ts";
import { extensionsSection } from "./sections/extensions.ts";
import { functionsSection } from "./sections/functions.ts";
import { grantsSection } from "./sections/grants.ts";
import { indexesSection } from "./sections/indexes.ts";
import { notNullsSection } from "./sections/not-nulls.ts";
import { policiesSection } from "./sections/policies.ts";
import { publicationsSection } from "./sections/publications.ts";
import { rangesSection } from "./sections/ranges.ts";
import { relationsSection } from "./sections/relations.ts";
import { rulesSection } from "./sections/rules.ts";
import { schemasSection } from "./sections/schemas.ts";
import { sequencesSection } from "./sections/sequences.ts";
import { statisticsSection } from "./sections/statistics.ts";
import { triggersSection } from "./sections/triggers.ts";
import { typesSection } from "./sections/types.ts";
import { unmodelledSection } from "./sections/unmodelled.ts";

/**
 * All sections in the order in which their rows are read: what others refer to comes first. The sections of one part are
 * asked for with one statement: while the server answers one part, the rows of the part before are read.
 */
export const catalogParts: readonly (readonly CatalogSection[])[] = [
  [
    schemasSection,
    extensionsSection,
    collationsSection,
    typesSection,
    rangesSection,
    notNullsSection,
    columnsSection,
    relationsSection,
    sequencesSection,
  ],
  [functionsSection, aggregatesSection, constraintsSection, indexesSection],
  [
    statisticsSection,
    rulesSection,
    triggersSection,
    policiesSection,
    publicationsSection,
    eventTriggersSection,
    commentsSection,
    grantsSection,
    defaultGrantsSection,
    unmodelledSection,
    indexParentsSection,
    dependenciesSection,
  ],
];
