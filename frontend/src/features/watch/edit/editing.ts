/**
 * Editing a transcript: what is typed is kept until it is stored, one edit is sent after the other, and each is made of
 * the newest lines. Nothing of others is overwritten unseen.
 */

import {
  type Drafts,
  failed,
  keep,
  kept,
  oneLine,
  oursWins,
  saved,
  saving,
  standingOf,
  typed,
  without,
} from "@/features/watch/edit/drafts";
import type { LineChange, Server } from "@/features/watch/edit/server";
import { withTime } from "@/features/watch/edit/times";
import { afterUndo, type Done, doneOf, lastOf, type Version, withDone } from "@/features/watch/edit/undo";
import { ApiError } from "@/lib/api";
import { isGone } from "@/lib/errors";
import type { Line, Track } from "@/lib/lines";
import type { Moment, Side } from "@/lib/moments";

export type Said =
  "saved" | "split" | "merged" | "undone" | "timed" | "confirmed" | "changedMeanwhile" | "nothingToUndo";
/** What has just happened, for eyes and ears; `number` tells one from the next. */
export type News = { number: number; said?: Said; error?: unknown };
export type State = {
  drafts: Drafts;
  /** Times that are on their way. */
  times: ReadonlyMap<string, Moment>;
  done: readonly Done[];
  news: News;
};

export type Needs = {
  video: string;
  track: Track;
  server: Server;
  lines: () => readonly Line[];
  /** Shows lines as an answer has them. */
  show: (changed: readonly Line[], removed: readonly string[]) => void;
  /** Reads all lines again. */
  reload: () => Promise<unknown>;
};

const MOST_TRIES = 3;

const isOutdated = (error: unknown) => error instanceof ApiError && error.code === "changed_meanwhile";
const isAway = (error: unknown) => error instanceof ApiError && (error.status === 0 || error.status >= 500);

export class Editing {
  private state: State;
  private readonly listeners = new Set<() => void>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly needs: Needs) {
    this.state = { drafts: kept(needs.video, needs.track), times: new Map(), done: [], news: { number: 0 } };
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly current = () => this.state;

  /** Whether anything typed is not stored. */
  isUnsaved() {
    return Array.from(this.state.drafts).some(([id, draft]) => standingOf(draft, this.line(id)) !== "same");
  }

  /** Text was typed into a line. */
  type(line: Line, text: string) {
    this.setDrafts(typed(this.state.drafts, line, text));
  }

  /** What was typed is not wanted. */
  drop(id: string) {
    this.setDrafts(without(this.state.drafts, id));
  }

  /** Stores what was typed into a line; false where it is still not stored. */
  async save(id: string): Promise<boolean> {
    const draft = this.state.drafts.get(id);
    const standing = standingOf(draft, this.line(id));
    if (standing === "same") this.drop(id);
    if (!draft || standing === "same") return true;
    if (standing === "saving") return this.inTurn(() => Promise.resolve(!this.state.drafts.has(id)));
    if (standing === "conflict" || standing === "gone") return false;
    const sent = oneLine(draft.text);
    if (!sent) return this.refuse(id, new ApiError(400, "blank"));
    this.setDrafts(saving(this.state.drafts, id));
    return this.inTurn(() => this.store(id, draft.base, sent));
  }

  private async store(id: string, base: string, sent: string, tries = 1): Promise<boolean> {
    const line = this.line(id);
    if (line?.text !== base) return this.refuse(id);
    try {
      const lines = await this.needs.server.change(line, { text: sent });
      this.note([line], lines, "saved");
      this.setDrafts(saved(this.state.drafts, sent, lines[0] ?? line));
      return true;
    } catch (error) {
      if (!(await this.isOther(error))) return this.refuse(id, error);
      if (tries < MOST_TRIES && isOutdated(error)) return this.store(id, base, sent, tries + 1);
      return this.refuse(id); // what it is by now stands beside the draft
    }
  }

  private refuse(id: string, error?: unknown): false {
    this.setDrafts(failed(this.state.drafts, id, error));
    this.tell(error === undefined ? { said: "changedMeanwhile" } : { error });
    return false;
  }

  /** Stores every draft that could not be. */
  retry() {
    for (const [id, draft] of this.state.drafts) if (draft.error !== undefined) void this.save(id);
  }

  /** Of two versions ours is to be it. */
  keepOurs(id: string): Promise<boolean> {
    const line = this.line(id);
    if (line) this.setDrafts(oursWins(this.state.drafts, line));
    return this.save(id);
  }

  /** Moves one side of a line as near to a time as can be; shown at once. */
  setTime(id: string, side: Side, time: (shown: Moment) => number) {
    const lines = this.needs.lines();
    const index = lines.findIndex((line) => line.id === id);
    const line = lines[index];
    if (!line) return;
    const shown = this.state.times.get(id) ?? { start: line.start, end: line.end };
    this.set({ times: new Map([...this.state.times, [id, withTime(lines, index, shown, side, time(shown))]]) });
    void this.inTurn(() => this.storeTimes(id));
  }

  private async storeTimes(id: string) {
    const wanted = this.state.times.get(id);
    const line = this.line(id);
    if (wanted && line && (wanted.start !== line.start || wanted.end !== line.end)) {
      await this.change(line, { start: wanted.start, end: wanted.end }, "timed");
    }
    if (this.state.times.get(id) !== wanted) return; // moved on meanwhile: the next in turn sends it
    const times = new Map(this.state.times);
    times.delete(id);
    this.set({ times });
  }

  /** The line is right as it is. */
  confirm(id: string) {
    return this.inTurn(async () => {
      const line = this.line(id);
      if (line) await this.change(line, { is_right: true }, "confirmed");
    });
  }

  /** Gives a line a text that it had before. */
  restore(id: string, text: string) {
    return this.inTurn(async () => {
      const line = this.line(id);
      if (line) await this.change(line, { text }, "undone");
    });
  }

  private async change(line: Line, change: LineChange, said: Said) {
    await this.attempt(async () => {
      this.note([line], await this.needs.server.change(line, change), said);
    });
  }

  /** Splits a line where the caret is in its text; the id of the second half, null where that could not be. */
  async split(id: string, text: string, caret: number): Promise<string | null> {
    const offset = oneLine(text.slice(0, caret)).length + (/\s$/u.test(text.slice(0, caret)) ? 1 : 0);
    if (!(await this.save(id))) return null;
    return this.inTurn(async () => {
      const line = this.line(id);
      let second: string | null = null;
      if (line) {
        await this.attempt(async () => {
          const lines = await this.needs.server.split(line, offset);
          this.note([line], lines, "split");
          second = lines[1]?.id ?? null;
        });
      }
      return second;
    });
  }

  /** Makes one line of this and the one before it: its id, and how long the text before is; null where it cannot be. */
  async merge(id: string): Promise<{ id: string; caret: number } | null> {
    const place = this.needs.lines().findIndex((line) => line.id === id);
    const previous = this.needs.lines()[place - 1];
    if (!previous || !(await this.save(previous.id)) || !(await this.save(id))) return null;
    return this.inTurn(async () => {
      const [first, second] = [this.line(previous.id), this.line(id)];
      let merged: { id: string; caret: number } | null = null;
      if (first && second) {
        await this.attempt(async () => {
          const lines = await this.needs.server.merge(this.needs.video, [first, second]);
          this.note([first, second], lines, "merged");
          merged = { id: first.id, caret: (lines[0]?.text.length ?? 0) - second.text.length };
        });
      }
      return merged;
    });
  }

  /** Takes back what was done last. */
  undo() {
    return this.inTurn(async () => {
      const last = this.state.done.at(-1);
      if (!last) this.tell({ said: "nothingToUndo" });
      else await this.takeBack(last, last.after);
    });
  }

  /** Takes back the last edit of a line, whoever made it; `left` are the lines that edit left. */
  undoLine(id: string, left: readonly string[]) {
    return this.inTurn(async () => {
      const line = this.line(id);
      if (!line) return;
      const done =
        lastOf(this.state.done, line) ??
        doneOf(
          [],
          left.flatMap((other) => this.line(other) ?? []),
        );
      await this.takeBack(done, [line]);
    });
  }

  private async takeBack(done: Done, lines: readonly Version[]) {
    const { server, show, reload } = this.needs;
    const named = done.before.length === done.after.length ? lines : lines.slice(0, 1); // of halves one is enough
    try {
      const now = await server.undo(named);
      if (done.isWide) await reload();
      else
        show(
          now,
          done.after.map(({ id }) => id),
        );
      this.set({ done: afterUndo(this.state.done, done, now) });
      this.tell({ said: "undone" });
    } catch (error) {
      if (!isAway(error)) this.set({ done: this.state.done.filter((each) => each !== done) });
      if (isOutdated(error) || isGone(error)) await reload().catch(() => undefined);
      this.tell(isOutdated(error) ? { said: "changedMeanwhile" } : { error });
    }
  }

  /** Many lines were replaced, here or in other videos: they can be taken back together. */
  replaced(before: readonly Version[], after: readonly Version[]) {
    this.set({ done: withDone(this.state.done, { ...doneOf(before, after), isWide: true }) });
    return this.needs.reload();
  }

  private note(before: readonly Line[], after: readonly Line[], said: Said) {
    const left = new Set(after.map(({ id }) => id));
    this.needs.show(
      after,
      before.map(({ id }) => id).filter((id) => !left.has(id)),
    );
    const isSame = after.every((line) => before.some(({ id, version }) => id === line.id && version === line.version));
    if (!isSame) this.set({ done: withDone(this.state.done, doneOf(before, after)) });
    this.tell({ said });
  }

  /** Does what a line's version may refuse; what it is by now is shown then. */
  private async attempt(act: () => Promise<void>) {
    try {
      await act();
    } catch (error) {
      this.tell((await this.isOther(error)) ? { said: "changedMeanwhile" } : { error });
    }
  }

  /** Whether somebody else has changed the lines, which are shown then; not where the video is gone, or out of reach. */
  private async isOther(error: unknown): Promise<boolean> {
    if (!isOutdated(error) && !isGone(error)) return false;
    return this.needs.reload().then(
      () => true,
      () => false,
    );
  }

  private line(id: string) {
    return this.needs.lines().find((line) => line.id === id);
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const next = this.last.then(act);
    this.last = next.catch(() => undefined);
    return next;
  }

  private setDrafts(drafts: Drafts) {
    this.set({ drafts });
    keep(this.needs.video, this.needs.track, drafts);
  }

  private tell(news: Omit<News, "number">) {
    this.set({ news: { ...news, number: this.state.news.number + 1 } });
  }

  private set(change: Partial<State>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
