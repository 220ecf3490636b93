import { type NewUser, newUser } from "../users/user-access.ts";
import type { UserChange } from "./bulk-techniques.ts";

/** So many users, one by one, so that their number does not matter. `older` tells them from those before. */
export function* countedUsers(count: number, older = 0): Generator<NewUser> {
  for (let index = 0; index < count; index++) {
    const user = newUser(index);
    yield older === 0 ? user : { ...user, age: user.age + older };
  }
}

/** New values for the users with the ids from 1. */
export function* countedChanges(count: number): Generator<UserChange> {
  for (let id = 1; id <= count; id++) yield { id, name: `New ${id}`, age: id % 90 };
}

/** The ids from 1. */
export function* countedIds(count: number): Generator<number> {
  for (let id = 1; id <= count; id++) yield id;
}
