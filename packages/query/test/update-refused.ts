/** A refusal as MongoDB gives it: the update as a whole changes nothing. */
export class UpdateRefused extends Error {}
