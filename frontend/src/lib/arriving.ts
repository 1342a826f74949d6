/** Code that is loaded when it is wanted, and may not come: without a network, or where a newer build replaced it. */

export class Missing extends Error {}

/** What `load` imports. Throws Missing where that does not come. */
export async function arriving<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new Missing("This part of the app did not come", { cause });
  }
}
