import { describe, expect, it } from "vitest";
import { camelCase, snakeCase } from "./snake-case.ts";
import { modelNameOf, tableNameOf } from "./table-name.ts";

describe("snakeCase", () => {
  it.each([
    ["name", "name"],
    ["customerId", "customer_id"],
    ["userID", "user_id"],
    ["orderIDs", "order_ids"],
    ["baseURLsList", "base_urls_list"],
    ["HTTPServer", "http_server"],
    ["parseHTTPRequest", "parse_http_request"],
    ["address2", "address2"],
    ["address2Line", "address2_line"],
    ["sha256Hash", "sha256_hash"],
    ["isOK", "is_ok"],
    ["aB", "a_b"],
    ["A", "a"],
    ["already_snake", "already_snake"],
    ["straßeName", "straße_name"],
    ["größeID", "größe_id"],
    ["КодОшибки", "код_ошибки"],
  ])("%s becomes %s", (name, column) => expect(snakeCase(name)).toBe(column));
});

describe("camelCase", () => {
  it.each([
    ["customer_id", "customerId"],
    ["name", "name"],
    ["CUSTOMER_ID", "customerId"],
    ["customerId", "customerId"],
    ["address_2", "address2"],
    ["_private", "private"],
    ["odd name", "oddName"],
  ])("%s becomes %s", (column, name) => expect(camelCase(column)).toBe(name));
});

describe("table names", () => {
  it.each([
    ["User", "users"],
    ["OrderItem", "order_items"],
    ["Status", "statuses"],
    ["OrderStatus", "order_statuses"],
    ["Address", "addresses"],
    ["Person", "people"],
    ["News", "news"],
    ["Category", "categories"],
    ["Child", "children"],
    ["Bus", "buses"],
    ["Key", "keys"],
    ["Analysis", "analyses"],
    ["Series", "series"],
    ["HTTPRequest", "http_requests"],
    ["Media", "media"],
    ["Leaf", "leaves"],
    ["Wave", "waves"],
    ["Cache", "caches"],
    ["Sha256", "sha256s"],
  ])("%s is stored in %s", (model, table) => expect(tableNameOf(model)).toBe(table));

  it.each([
    ["users", "User"],
    ["order_items", "OrderItem"],
    ["statuses", "Status"],
    ["addresses", "Address"],
    ["people", "Person"],
    ["news", "News"],
    ["categories", "Category"],
    ["OrderItems", "OrderItem"],
    ["orderItems", "OrderItem"],
    ["ORDER_ITEMS", "OrderItem"],
    ["user", "User"],
    ["buses", "Bus"],
    ["caches", "Cache"],
    ["session_cookies", "SessionCookie"],
    ["canvas", "Canvas"],
    ["metadata", "Metadata"],
    ["2024_sales", "Table2024Sale"],
    ["crème brûlées", "CremeBrulee"],
    ["日本", "Table"],
  ])("%s is the table of %s", (table, model) => expect(modelNameOf(table)).toBe(model));
});
