import { columnForms } from "./column-forms.fixture.ts";
import { constraintForms } from "./constraint-forms.fixture.ts";
import type { FormFamily } from "./form.fixture.ts";
import { objectForms } from "./object-forms.fixture.ts";
import { tableForms } from "./table-forms.fixture.ts";
import { typeForms } from "./type-forms.fixture.ts";

/** All forms, in the order of the page. */
export const families: readonly FormFamily[] = [
  ...columnForms,
  ...typeForms,
  ...constraintForms,
  ...tableForms,
  ...objectForms,
];
