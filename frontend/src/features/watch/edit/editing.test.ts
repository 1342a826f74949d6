import { beforeEach, expect, it, vi } from "vitest";

import { Editing } from "@/features/watch/edit/editing";
import type { LineChange, Server } from "@/features/watch/edit/server";
import type { Version } from "@/features/watch/edit/undo";
import { ApiError } from "@/lib/api";
import { type Line, renewed } from "@/lib/lines";

const line = (id: string, start: number, text: string): Line => ({
  track: "original",
  id,
  start,
  end: start + 2,
  text,
  version: 1,
  doubtful: null,
  original: null,
  is_corrected: false,
  words: [],
});

/** A server with three lines that refuses old versions, as the real one does, and a page that shows them. */
class Scene {
  stored = [line("a", 0, "one two"), line("b", 4, "three"), line("c", 8, "four")];
  shown: readonly Line[] = this.stored;
  /** What the next call is refused with. */
  refusal: ApiError | null = null;
  undone: Line[] = [];
  /** Its lines cannot be read any more. */
  isGone = false;

  private take({ id, version }: Version): Line {
    if (this.refusal) {
      const refusal = this.refusal;
      this.refusal = null;
      throw refusal;
    }
    const found = this.stored.find((each) => each.id === id && each.version === version);
    if (!found) throw new ApiError(409, "changed_meanwhile");
    return found;
  }
  private put(changed: Line[], removed: string[] = []) {
    this.stored = renewed(this.stored, changed, removed);
    return Promise.resolve(changed);
  }
  /** Somebody else's edit, which this page has not heard of. */
  elsewhere(id: string, change: Partial<Line>) {
    this.stored = this.stored.map((each) =>
      each.id === id ? { ...each, ...change, version: each.version + 1 } : each,
    );
  }
  server: Server = {
    change: async (version: Version, change: LineChange) => {
      const found = this.take(version);
      const { is_right, ...wanted } = change;
      return this.put([{ ...found, ...wanted, ...(is_right && { doubtful: null }), version: found.version + 1 }]);
    },
    split: async (version: Version, offset: number) => {
      const found = this.take(version);
      const halves = [found.text.slice(0, offset).trim(), found.text.slice(offset).trim()];
      return this.put([
        { ...found, text: halves[0] ?? "", version: found.version + 1 },
        { ...line(`${found.id}2`, found.start + 1, halves[1] ?? "") },
      ]);
    },
    merge: async (_video: string, lines: readonly Version[]) => {
      const [first, second] = lines.map((each) => this.take(each)) as [Line, Line];
      const text = `${first.text} ${second.text}`;
      return this.put([{ ...first, text, version: first.version + 1 }], [second.id]);
    },
    undo: async (lines: readonly Version[]) => {
      lines.forEach((each) => this.take(each));
      const back = this.undone.map((each) => ({
        ...each,
        version: (this.stored.find(({ id }) => id === each.id)?.version ?? 0) + 1,
      }));
      const gone = this.stored.filter(({ id }) => id.endsWith("2")).map(({ id }) => id);
      return this.put(back, gone);
    },
    history: () => Promise.resolve([]),
  };
  editing = new Editing({
    video: "v",
    track: "original",
    server: this.server,
    lines: () => this.shown,
    show: (changed, removed) => (this.shown = renewed(this.shown, changed, removed)),
    reload: () => {
      if (this.isGone) return Promise.reject(new ApiError(404, "not_found"));
      return Promise.resolve((this.shown = this.stored));
    },
  });
  texts = () => this.shown.map(({ text }) => text);
  at = (index: number) => this.shown[index] as Line;
  said = () => this.editing.current().news.said;
}

let scene: Scene;
beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  scene = new Scene();
});

it("stores what was typed, on one line", async () => {
  scene.editing.type(scene.at(1), " 3\n and more ");
  expect(await scene.editing.save("b")).toBe(true);
  expect([scene.texts(), scene.said(), scene.editing.current().drafts.size]).toEqual([
    ["one two", "3 and more", "four"],
    "saved",
    0,
  ]);
});
it("never overwrites what somebody else wrote: both stand side by side until one is chosen", async () => {
  scene.editing.type(scene.at(1), "mine");
  scene.elsewhere("b", { text: "theirs" });
  expect(await scene.editing.save("b")).toBe(false);
  expect([scene.at(1).text, scene.editing.current().drafts.get("b")?.text]).toEqual(["theirs", "mine"]);
  expect(await scene.editing.save("b")).toBe(false);

  expect(await scene.editing.keepOurs("b")).toBe(true);
  expect(scene.stored[1]?.text).toBe("mine");
});
it("drops its own where theirs is chosen", async () => {
  scene.editing.type(scene.at(1), "mine");
  scene.elsewhere("b", { text: "theirs" });
  await scene.editing.save("b");
  scene.editing.drop("b");
  expect([scene.at(1).text, scene.editing.current().drafts.size]).toEqual(["theirs", 0]);
});
it("goes on by itself where somebody else only moved the line's times", async () => {
  scene.editing.type(scene.at(1), "mine");
  scene.elsewhere("b", { end: 7 });
  expect(await scene.editing.save("b")).toBe(true);
  expect(scene.stored[1]).toMatchObject({ text: "mine", end: 7, version: 3 });
});
it("keeps the text while there is no network, and stores it later", async () => {
  scene.editing.type(scene.at(1), "mine");
  scene.refusal = new ApiError(0, "offline");
  expect(await scene.editing.save("b")).toBe(false);
  expect(scene.editing.current().drafts.get("b")).toMatchObject({ text: "mine", error: { code: "offline" } });

  scene.editing.retry();
  await vi.waitFor(() => expect(scene.stored[1]?.text).toBe("mine"));
  expect(scene.editing.current().drafts.size).toBe(0);
});
it("says that the video is gone, not that somebody changed the line", async () => {
  scene.isGone = true;
  scene.editing.type(scene.at(1), "mine");
  scene.refusal = new ApiError(404, "not_found");
  expect(await scene.editing.save("b")).toBe(false);
  expect(scene.editing.current().news).toMatchObject({ error: { code: "not_found" } });
  expect(scene.editing.current().drafts.get("b")).toMatchObject({ text: "mine", error: { code: "not_found" } });

  scene.refusal = new ApiError(404, "not_found");
  await scene.editing.confirm("a");
  expect(scene.editing.current().news).toMatchObject({ number: 2, error: { code: "not_found" } });
});
it("refuses an empty line without asking", async () => {
  scene.editing.type(scene.at(1), "  ");
  expect(await scene.editing.save("b")).toBe(false);
  expect([scene.editing.current().news.error, scene.stored[1]?.version]).toMatchObject([{ code: "blank" }, 1]);
});
it("stores what was typed before it splits, and goes on in the second half", async () => {
  scene.editing.type(scene.at(0), "one  2 three");
  const second = await scene.editing.split("a", "one  2 three", 7);
  expect([scene.texts(), second]).toEqual([["one 2", "three", "three", "four"], "a2"]);
});
it("joins a line with the one before, and knows where they meet", async () => {
  const merged = await scene.editing.merge("b");
  expect([scene.texts(), merged]).toEqual([["one two three", "four"], { id: "a", caret: 8 }]);
  expect(await scene.editing.merge("a")).toBeNull();
});
it("shows times at once, sends the last of them, and takes back what is refused", async () => {
  scene.editing.setTime("b", "start", ({ start }) => start - 0.1);
  scene.editing.setTime("b", "start", ({ start }) => start - 0.1);
  expect(scene.editing.current().times.get("b")).toEqual({ start: 3.8, end: 6 });
  await vi.waitFor(() => expect(scene.editing.current().times.size).toBe(0));
  expect(scene.stored[1]?.start).toBe(3.8);

  scene.refusal = new ApiError(400, "times_out_of_range");
  scene.editing.setTime("b", "end", () => 7);
  await vi.waitFor(() => expect(scene.editing.current().times.size).toBe(0));
  expect([scene.at(1).end, scene.editing.current().news.error]).toMatchObject([6, { code: "times_out_of_range" }]);
});
it("takes edits back one by one", async () => {
  for (const text of ["first", "second"]) {
    scene.editing.type(scene.at(1), text);
    await scene.editing.save("b");
  }
  scene.undone = [{ ...scene.at(1), text: "first" }];
  await scene.editing.undo();
  expect([scene.at(1).text, scene.at(1).version]).toEqual(["first", 4]);
  scene.undone = [{ ...scene.at(1), text: "three" }];
  await scene.editing.undo();
  expect([scene.at(1).text, scene.said()]).toEqual(["three", "undone"]);
  await scene.editing.undo();
  expect(scene.said()).toBe("nothingToUndo");
});
it("takes a split back from the halves", async () => {
  await scene.editing.split("a", "one two", 4);
  scene.undone = [{ ...scene.at(0), text: "one two" }];
  await scene.editing.undo();
  expect(scene.texts()).toEqual(["one two", "three", "four"]);
});
it("does not take back what somebody else wrote over it", async () => {
  scene.editing.type(scene.at(1), "mine");
  await scene.editing.save("b");
  scene.elsewhere("b", { text: "theirs" });
  await scene.editing.undo();
  expect([scene.at(1).text, scene.said()]).toEqual(["theirs", "changedMeanwhile"]);
});
it("keeps what could not be taken back for want of a network", async () => {
  scene.editing.type(scene.at(1), "mine");
  await scene.editing.save("b");
  scene.refusal = new ApiError(0, "offline");
  await scene.editing.undo();
  expect(scene.editing.current().done).toHaveLength(1);
});
it("brings what was typed back after a reload", () => {
  scene.editing.type(scene.at(1), "mine");
  expect(new Scene().editing.current().drafts.get("b")).toEqual({ text: "mine", base: "three" });
});
