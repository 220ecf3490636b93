// A process that starts a server, says where it is, and then never ends by itself.
import { startPostgres } from "../index.ts";

const server = await startPostgres();
const database = await server.createDatabase();
console.log(JSON.stringify({ database, dataDirectory: server.dataDirectory }));
setInterval(() => {}, 1000);
