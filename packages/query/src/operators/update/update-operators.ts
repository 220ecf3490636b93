import { addToSetOperator } from "./add-to-set-operator.ts";
import { bitOperator } from "./bit-operator.ts";
import { currentDateOperator } from "./current-date-operator.ts";
import { incOperator } from "./inc-operator.ts";
import { maxOperator } from "./max-operator.ts";
import { minOperator } from "./min-operator.ts";
import { mulOperator } from "./mul-operator.ts";
import { popOperator } from "./pop-operator.ts";
import { pullAllOperator } from "./pull-all-operator.ts";
import { pullOperator } from "./pull-operator.ts";
import { pushOperator } from "./push-operator.ts";
import { renameOperator } from "./rename-operator.ts";
import { setOnInsertOperator } from "./set-on-insert-operator.ts";
import { setOperator } from "./set-operator.ts";
import { unsetOperator } from "./unset-operator.ts";
import type { UpdateOperator } from "./update-operator.ts";

const LIST: readonly UpdateOperator[] = [
  setOperator,
  unsetOperator,
  incOperator,
  mulOperator,
  minOperator,
  maxOperator,
  renameOperator,
  currentDateOperator,
  setOnInsertOperator,
  pushOperator,
  addToSetOperator,
  pullOperator,
  pullAllOperator,
  popOperator,
  bitOperator,
];

/** Every update operator by its name: the closed list. */
export const UPDATE_OPERATORS: ReadonlyMap<string, UpdateOperator> = new Map(
  LIST.map((operator) => [operator.name, Object.freeze(operator)]),
);
