/** Stands in a row for a value that could not be read where it came from: the row is in error, and the others are not. */
export class UnreadableValue {
  /** What is wrong with it, after the name of the field. */
  readonly message: string;
  readonly fix: string;

  constructor(message: string, fix: string) {
    this.message = message;
    this.fix = fix;
  }
}
