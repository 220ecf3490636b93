import type { ModelBinding, RecordedOperation } from "../model/model-binding.ts";
import { after } from "../operation/after.ts";
import { isWrite } from "../operation/operation.ts";
import { joinTouched, NOTHING_TOUCHED, type TouchedRows } from "../operation/touched-rows.ts";
import type { NextStage } from "../stages/stage.ts";
import { askerOf } from "./asker.ts";
import { auditWriter } from "./audit-writer.ts";

/**
 * Gives a model its audit log: every write becomes one transaction of what it changes and the record of it. A write that
 * fails leaves no record, and one whose record cannot be written is undone.
 *
 * @param plain the model without it
 * @returns the model with it
 */
export function auditedBinding(plain: ModelBinding): ModelBinding {
  const { host } = plain;
  const write = auditWriter(plain.definition, host);

  const recorded: RecordedOperation = async (name, body) => {
    await host.ready(plain.definition);
    const asker = askerOf(host.context());
    return host.connection.transaction(async () => {
      let touched: TouchedRows = NOTHING_TOUCHED;
      // A run that fails never comes here.
      const run: NextStage = (operation) =>
        after(plain.run(operation), (result) => {
          touched = joinTouched(touched, result.touched);
          return result;
        });
      // What a savepoint undid is not told of.
      const attempt: ModelBinding["attempt"] = async (work) => {
        const before = touched;
        try {
          return await host.connection.transaction(work);
        } catch (error) {
          touched = before;
          throw error;
        }
      };
      const result = await body(Object.freeze({ ...plain, run, attempt }));
      await write(name, touched, asker);
      return result;
    });
  };

  // Commands bring their own record; this is for whoever else writes through the model.
  const run: NextStage = (operation) =>
    isWrite(operation) ? recorded(operation.name, (part) => part.run(operation)) : plain.run(operation);
  return Object.freeze({ ...plain, run, recorded });
}
