import { connect } from "@dataflow/database";
import { databases } from "@dataflow-tooling/vitest";
import { expect, it } from "vitest";
import { readCatalog } from "../read-catalog.ts";

it("reads what a database was told to create", async () => {
  const sqlite = databases.find(({ name }) => name === "sqlite");
  const connection = connect((await sqlite?.freshUrl()) ?? "");
  await connection.run(`
    CREATE TABLE parents (id INTEGER PRIMARY KEY AUTOINCREMENT,
      a TEXT NOT NULL ON CONFLICT ABORT COLLATE NOCASE DEFAULT 'x''y', [two words] DECIMAL(10, 2) DEFAULT -1.5,
      CONSTRAINT positive CHECK ("two words" > 0 AND length(a)<10), UNIQUE (a, "two words") ON CONFLICT IGNORE);
    CREATE TABLE IF NOT EXISTS children (x INTEGER REFERENCES parents ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, y,
      sum GENERATED ALWAYS AS (x + y) STORED, PRIMARY KEY (x, y DESC)) WITHOUT ROWID;
    CREATE UNIQUE INDEX IF NOT EXISTS some ON children (y DESC, (x + 1)) WHERE y > 0;
    CREATE VIEW seen (n) AS SELECT a FROM parents;
    CREATE TRIGGER changed AFTER UPDATE OF y ON children BEGIN UPDATE parents SET a = 'x' WHERE id = new.x; END;
    CREATE VIRTUAL TABLE words USING fts5(body, content='')`);
  const catalog = await readCatalog(connection);
  expect(
    catalog.objects.map(({ id, definition, dependsOn }) => ({ id, definition, dependsOn })),
  ).toMatchInlineSnapshot(`
    [
      {
        "definition": {
          "generated": {
            "expression": "x + y",
            "kind": "stored",
          },
          "notNull": false,
          "type": "",
        },
        "dependsOn": [
          "column children.x",
          "column children.y",
          "table children",
        ],
        "id": "column children.sum",
      },
      {
        "definition": {
          "notNull": false,
          "type": "INTEGER",
        },
        "dependsOn": [
          "table children",
        ],
        "id": "column children.x",
      },
      {
        "definition": {
          "notNull": false,
          "type": "",
        },
        "dependsOn": [
          "table children",
        ],
        "id": "column children.y",
      },
      {
        "definition": {
          "default": "-1.5",
          "notNull": false,
          "type": "DECIMAL(10, 2)",
        },
        "dependsOn": [
          "table parents",
        ],
        "id": "column parents."two words"",
      },
      {
        "definition": {
          "collation": "NOCASE",
          "default": "'x''y'",
          "notNull": true,
          "options": [
            "NOT NULL ON CONFLICT ABORT",
          ],
          "type": "TEXT",
        },
        "dependsOn": [
          "table parents",
        ],
        "id": "column parents.a",
      },
      {
        "definition": {
          "notNull": false,
          "type": "INTEGER",
        },
        "dependsOn": [
          "table parents",
        ],
        "id": "column parents.id",
      },
      {
        "definition": {
          "columns": [
            "x",
          ],
          "references": {
            "columns": [
              "id",
            ],
            "onDelete": "cascade",
            "onUpdate": "no action",
            "table": "table parents",
          },
          "sql": "FOREIGN KEY (x) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED",
          "type": "foreign key",
          "unnamed": true,
          "valid": true,
        },
        "dependsOn": [
          "column children.x",
          "table children",
        ],
        "id": "constraint children."FOREIGN KEY (x) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED of x"",
      },
      {
        "definition": {
          "columns": [
            "x",
            "y",
          ],
          "sql": "PRIMARY KEY (x, y DESC)",
          "type": "primary key",
          "unnamed": true,
          "valid": true,
        },
        "dependsOn": [
          "column children.x",
          "column children.y",
          "table children",
        ],
        "id": "constraint children."PRIMARY KEY (x, y DESC) of x, y"",
      },
      {
        "definition": {
          "columns": [
            "id",
          ],
          "sql": "PRIMARY KEY AUTOINCREMENT",
          "type": "primary key",
          "unnamed": true,
          "valid": true,
        },
        "dependsOn": [
          "column parents.id",
          "table parents",
        ],
        "id": "constraint parents."PRIMARY KEY AUTOINCREMENT of id"",
      },
      {
        "definition": {
          "columns": [
            "a",
            "two words",
          ],
          "sql": "UNIQUE (a, "two words") ON CONFLICT IGNORE",
          "type": "unique",
          "unnamed": true,
          "valid": true,
        },
        "dependsOn": [
          "column parents."two words"",
          "column parents.a",
          "table parents",
        ],
        "id": "constraint parents."UNIQUE (a, ""two words"") ON CONFLICT IGNORE of a, two words"",
      },
      {
        "definition": {
          "columns": [
            "a",
            "two words",
          ],
          "sql": "CHECK ("two words" > 0 AND length(a) < 10)",
          "type": "check",
          "valid": true,
        },
        "dependsOn": [
          "column parents."two words"",
          "column parents.a",
          "table parents",
        ],
        "id": "constraint parents.positive",
      },
      {
        "definition": {
          "columns": [
            "y",
            null,
          ],
          "method": "btree",
          "predicate": "y > 0",
          "sql": "CREATE UNIQUE INDEX some ON children(y DESC, (x + 1)) WHERE y > 0",
          "unique": true,
          "valid": true,
        },
        "dependsOn": [
          "column children.x",
          "column children.y",
          "table children",
        ],
        "id": "index some",
      },
      {
        "definition": {
          "withoutRowid": true,
        },
        "dependsOn": [],
        "id": "table children",
      },
      {
        "definition": {
          "autoincrement": true,
        },
        "dependsOn": [],
        "id": "table parents",
      },
      {
        "definition": {
          "virtual": "fts5(body, content='')",
        },
        "dependsOn": [],
        "id": "table words",
      },
      {
        "definition": {
          "enabled": "origin",
          "sql": "CREATE TRIGGER changed AFTER UPDATE OF y ON children BEGIN UPDATE parents SET a = 'x' WHERE id = new.x; END",
        },
        "dependsOn": [
          "column children.x",
          "column children.y",
          "column parents.a",
          "column parents.id",
          "table children",
          "table parents",
        ],
        "id": "trigger changed",
      },
      {
        "definition": {
          "columns": [
            "n",
          ],
          "query": "SELECT a FROM parents",
        },
        "dependsOn": [
          "column parents.a",
          "table parents",
        ],
        "id": "view seen",
      },
    ]
  `);
  await connection.close();
});
