import { defineModel, field } from "@dataflow/model";

const User = defineModel("User", {
  name: field.text(),
  email: field.text().unique(),
  active: field.boolean().default(true),
});

const Product = defineModel("Product", {
  name: field.text(),
  price: field.decimal(10, 2),
  stock: field.integer().default(0),
});

const Order = defineModel("Order", {
  userId: field.integer().references(() => User, { onDelete: "cascade" }),
  productId: field.integer().references(() => Product),
  quantity: field.integer().default(1),
  status: field.text().default("pending"),
});

/** Models for tests that need some and care little which: users, products, and orders of both. */
export const tddModels = Object.freeze({ User, Product, Order });
