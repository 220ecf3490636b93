// A program that goes from place to place.
import { reachPlace } from "./program-run.ts";

reachPlace("begin");
for (let step = 0; step < 3; step++) {
  await new Promise((resolve) => setTimeout(resolve, 5));
  reachPlace("step");
}
process.disconnect();
