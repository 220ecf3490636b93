// A program that makes a small disk, says where it is, and is killed.
import { setTimeout as delay } from "node:timers/promises";
import { makeSmallDisk } from "./full-disk.ts";
import { reachPlace } from "./program-run.ts";

const disk = await makeSmallDisk({ megabytes: 1 });
reachPlace(disk?.folder ?? "none");
await delay(50);
process.kill(process.pid, "SIGKILL");
