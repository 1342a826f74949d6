/** A stretch of a video with the words in it as bars, and two handles for where a moment begins and ends. */

import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/components/TrimTrack.module.css";
import { exactClock } from "@/lib/format";
import { begunAt } from "@/lib/lines";
import { lengthOf, type Moment, type Side, viewOf, withSide } from "@/lib/moments";
import { holds, snapped, stepped, type Word } from "@/lib/words";

/** More bars than this are a wall, and slow. */
const MOST_BARS = 400;
const STEPS: Record<string, number> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 5,
  PageDown: -5,
};

type TrimTrackProps = {
  moment: Moment;
  onChange: (moment: Moment) => void;
  words: readonly Word[];
  duration: number;
};

export function TrimTrack({ moment, onChange, words, duration }: TrimTrackProps) {
  const track = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<Side | null>(null);
  const view = useView(moment, duration, held !== null);
  const place = (seconds: number) => `${((seconds - view.start) / lengthOf(view)) * 100}%`;
  const put = (side: Side, time: number) => onChange(withSide(moment, side, time, duration));

  const timeAt = (x: number) => {
    const { left, width } = track.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return view.start + ((x - left) / width) * lengthOf(view);
  };
  const drag = (side: Side, x: number) => put(side, snapped(words, side, timeAt(x)));
  const grab = (event: React.PointerEvent) => {
    if (event.button !== 0) return;
    const time = timeAt(event.clientX);
    const handle = (event.target as Element).closest<HTMLElement>("[data-side]");
    const side = (handle?.dataset.side as Side | undefined) ?? nearestSide(moment, time);
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.querySelector<HTMLElement>(`[data-side=${side}]`)?.focus();
    event.preventDefault();
    setHeld(side);
    if (!handle) drag(side, event.clientX);
  };
  return (
    <div
      className={classes.frame}
      onPointerDown={grab}
      onPointerMove={(event) => held && drag(held, event.clientX)}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
    >
      <div ref={track} className={classes.track} data-held={held ?? undefined}>
        <Bars words={words} view={view} moment={moment} place={place} />
        <div className={classes.chosen} style={{ left: place(moment.start), width: shareOf(moment, view) }} />
        {(["start", "end"] as const).map((side) => (
          <Handle
            key={side}
            side={side}
            time={moment[side]}
            view={view}
            at={place(moment[side])}
            put={(time) => put(side, time)}
            step={(steps) => put(side, stepped(words, side, moment[side], steps))}
          />
        ))}
      </div>
    </div>
  );
}

const shareOf = (moment: Moment, view: Moment) => `${(lengthOf(moment) / lengthOf(view)) * 100}%`;
const nearestSide = ({ start, end }: Moment, time: number): Side => (time < (start + end) / 2 ? "start" : "end");

/** What the track shows: it rests while a handle is held, and where the moment stays well inside. */
function useView(moment: Moment, duration: number, isHeld: boolean): Moment {
  const [view, setView] = useState(() => viewOf(null, moment, duration));
  const next = isHeld ? view : viewOf(view, moment, duration);
  if (next !== view) setView(next);
  return next;
}

type HandleProps = {
  side: Side;
  time: number;
  view: Moment;
  at: string;
  put: (time: number) => void;
  step: (steps: number) => void;
};

function Handle({ side, time, view, at, put, step }: HandleProps) {
  const { t, i18n } = useTranslation();
  const onKeyDown = (event: React.KeyboardEvent) => {
    const steps = STEPS[event.key];
    if (!steps && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    if (steps) step(steps);
    else put(event.key === "Home" ? view.start : view.end);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={classes.handle}
      data-side={side}
      style={{ left: at }}
      aria-label={t(`trim.${side}`)}
      aria-valuemin={view.start}
      aria-valuemax={view.end}
      aria-valuenow={time}
      aria-valuetext={exactClock(i18n.language, time)}
      onKeyDown={onKeyDown}
    />
  );
}

type BarsProps = { words: readonly Word[]; view: Moment; moment: Moment; place: (seconds: number) => string };

function Bars({ words, view, moment, place }: BarsProps) {
  const first = Math.max(0, begunAt(words, view.start));
  const shown = words.slice(first, begunAt(words, view.end) + 1).filter(({ end }) => end > view.start);
  if (shown.length > MOST_BARS) return null;
  return shown.map((word) => (
    <span
      key={word.start}
      className={classes.bar}
      data-in={holds(moment, word)}
      style={{ left: place(Math.max(view.start, word.start)), width: shareOf(inside(word, view), view) }}
    />
  ));
}

const inside = (word: Moment, view: Moment): Moment => ({
  start: Math.max(word.start, view.start),
  end: Math.min(word.end, view.end),
});
