/**
 * DataFlow in one package: everything an application uses, re-exported from the packages that own it. Nothing is defined
 * here, so a value imported from here is the same one as imported from its own package.
 */
export * from "@dataflow/core";
export * from "@dataflow/model";
