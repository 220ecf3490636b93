import type { ModelBinding } from "../model/model-binding.ts";
import { aggregateCommand } from "./aggregate-command.ts";
import { bindCommand } from "./bound-command.ts";
import { bulkCreateCommand } from "./bulk-create-command.ts";
import { bulkDeleteCommand } from "./bulk-delete-command.ts";
import { bulkUpdateCommand } from "./bulk-update-command.ts";
import { bulkUpsertCommand } from "./bulk-upsert-command.ts";
import { countCommand } from "./count-command.ts";
import { createCommand } from "./create-command.ts";
import { deleteCommand } from "./delete-command.ts";
import { listCommand } from "./list-command.ts";
import { readCommand } from "./read-command.ts";
import { updateCommand } from "./update-command.ts";
import { upsertCommand } from "./upsert-command.ts";

/**
 * All that can be asked of a model: one entry becomes one node type and one method.
 *
 * @param binding the model
 * @returns the commands, ready to run
 */
export function bindCommands(binding: ModelBinding) {
  return Object.freeze({
    create: bindCommand(createCommand, binding),
    read: bindCommand(readCommand, binding),
    update: bindCommand(updateCommand, binding),
    delete: bindCommand(deleteCommand, binding),
    list: bindCommand(listCommand, binding),
    count: bindCommand(countCommand, binding),
    upsert: bindCommand(upsertCommand, binding),
    aggregate: bindCommand(aggregateCommand, binding),
    bulkCreate: bindCommand(bulkCreateCommand, binding),
    bulkUpdate: bindCommand(bulkUpdateCommand, binding),
    bulkDelete: bindCommand(bulkDeleteCommand, binding),
    bulkUpsert: bindCommand(bulkUpsertCommand, binding),
  });
}

/** The commands of one model. */
export type BoundCommands = ReturnType<typeof bindCommands>;
