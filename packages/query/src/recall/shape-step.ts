import type { AcceptValue, FilterShape } from "./filter-shape.ts";

/**
 * What stands under a key, as far as the shape goes: one value (a null, or an object with keys of its own, is another
 * shape than any other value), a list of values, two of them, true or false, or a list of filters.
 */
export type PlaceForm = "one" | "list" | "pair" | "flag" | "filters";

/** A place under a key, reached by one way through the keys before it. */
export interface Place {
  readonly form: PlaceForm;
  readonly accept: AcceptValue;
  onValue: Step | undefined;
  onNull: Step | undefined;
  onTrue: Step | undefined;
  onFalse: Step | undefined;
  /** Where an object at this place begins. */
  inside: Step | undefined;
  /** Where lists of filters begin, by their length. */
  lengths: Map<number, Step> | undefined;
}

/** A place between the keys of an object, reached by one way through what came before it. */
export interface Step {
  /** The key that was taken last: nearly always the next one too. */
  key: string | undefined;
  place: Place | undefined;
  readonly places: Map<string, Place>;
  /** Where the outer object goes on when this one ends here. */
  end: Step | undefined;
  /** The shape of a filter that ends here. */
  shape: FilterShape | undefined;
}

/** Makes a step that leads nowhere yet. */
export function createStep(): Step {
  return { key: undefined, place: undefined, places: new Map(), end: undefined, shape: undefined };
}

/** Makes a place that leads nowhere yet. */
export function createPlace(form: PlaceForm, accept: AcceptValue): Place {
  return {
    form,
    accept,
    onValue: undefined,
    onNull: undefined,
    onTrue: undefined,
    onFalse: undefined,
    inside: undefined,
    lengths: undefined,
  };
}
