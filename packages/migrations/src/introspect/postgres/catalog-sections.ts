import type { CatalogSection } from "./catalog-section.ts";
import { columnsSection } from "./sections/columns.ts";
import { commentsSection } from "./sections/comments.ts";
import { constraintsSection } from "./sections/constraints.ts";
import { dependenciesSection, indexParentsSection } from "./sections/dependencies.ts";
import { extensionsSection } from "./sections/extensions.ts";
import { functionsSection } from "./sections/functions.ts";
import { grantsSection } from "./sections/grants.ts";
import { indexesSection } from "./sections/indexes.ts";
import { policiesSection } from "./sections/policies.ts";
import { relationsSection } from "./sections/relations.ts";
import { rulesSection } from "./sections/rules.ts";
import { schemasSection } from "./sections/schemas.ts";
import { sequencesSection } from "./sections/sequences.ts";
import { triggersSection } from "./sections/triggers.ts";
import { typesSection } from "./sections/types.ts";

const serverSection: CatalogSection = {
  name: "server",
  sql: "SELECT current_setting('server_version_num')::int AS version",
};

/** All sections in the order in which their rows are read: what others refer to comes first. */
export const catalogSections: readonly CatalogSection[] = [
  serverSection,
  schemasSection,
  extensionsSection,
  typesSection,
  columnsSection,
  relationsSection,
  sequencesSection,
  functionsSection,
  constraintsSection,
  indexesSection,
  rulesSection,
  triggersSection,
  policiesSection,
  commentsSection,
  grantsSection,
  indexParentsSection,
  dependenciesSection,
];
