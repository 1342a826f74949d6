/** A switch that this browser remembers. */

export function remembered(key: string) {
  return {
    get: () => localStorage.getItem(key) === "1",
    set: (on: boolean) => localStorage.setItem(key, on ? "1" : "0"),
  };
}
