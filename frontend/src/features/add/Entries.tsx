/** The videos of a list: only what is in sight is drawn, so that hundreds scroll as ten. */

import { Checkbox, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";

import { Picture } from "@/components/Picture";
import classes from "@/features/add/Entries.module.css";
import { between, canBeHad, type Chosen, type Entry, withPlaces } from "@/features/add/choosing";
import { explainCode } from "@/lib/errors";
import { clock, plain } from "@/lib/format";

const ROW_PX = 68;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -1e6, End: 1e6 };

type EntriesProps = { entries: readonly Entry[]; chosen: Chosen; setChosen: (chosen: Chosen) => void };

export function Entries({ entries, chosen, setChosen }: EntriesProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const last = useRef(0);
  const [current, setCurrent] = useState(0);
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are read anew at every render here
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 8,
  });
  const choose = (place: number, isOn: boolean, isRange: boolean) => {
    const places = (isRange ? between(last.current, place) : [place]).filter((one) => {
      const entry = entries[one];
      return entry && canBeHad(entry);
    });
    last.current = place;
    setChosen(withPlaces(chosen, places, isOn));
  };
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.min(entries.length - 1, Math.max(0, current + step));
    setCurrent(next);
    rows.scrollToIndex(next, { align: "auto" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-place="${next}"]`)?.focus());
  };
  return (
    <div ref={scroller} className={classes.scroller}>
      <ol
        className={classes.rows}
        style={{ height: rows.getTotalSize() }}
        aria-label={t("list.label")}
        onKeyDown={move}
      >
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const entry = entries[index];
          return (
            entry && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className={classes.row}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={entries.length}
                aria-posinset={index + 1}
              >
                <Row
                  entry={entry}
                  place={index}
                  isOn={chosen.has(index)}
                  isTabStop={index === current}
                  focus={() => setCurrent(index)}
                  choose={choose}
                />
              </li>
            )
          );
        })}
      </ol>
    </div>
  );
}

type RowProps = {
  entry: Entry;
  place: number;
  isOn: boolean;
  isTabStop: boolean;
  focus: () => void;
  choose: (place: number, isOn: boolean, isRange: boolean) => void;
};

function Row({ entry, place, isOn, isTabStop, focus, choose }: RowProps) {
  const { t, i18n } = useTranslation();
  const title = entry.title || entry.source_url;
  const can = canBeHad(entry);
  const number = plain(i18n.language, place + 1);
  return (
    <>
      <Checkbox
        size="md"
        data-place={place}
        className={classes.check}
        aria-label={[number, title, entry.error && explainCode(t, entry.error.code)].filter(Boolean).join(". ")}
        aria-disabled={!can}
        checked={isOn}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={focus}
        onChange={(event) => {
          if (can) choose(place, !isOn, (event.nativeEvent as MouseEvent).shiftKey);
        }}
      />
      <span className={classes.number} aria-hidden>
        {number}
      </span>
      <span className={classes.picture}>
        <Picture url={entry.thumbnail_url} />
      </span>
      <div className={classes.words}>
        <Text size="sm" fw={500} lineClamp={2} c={can ? undefined : "dimmed"}>
          {title}
        </Text>
        <Facts entry={entry} isTabStop={isTabStop} />
      </div>
    </>
  );
}

/** How long it is, why it cannot be had, or that it is here. */
function Facts({ entry, isTabStop }: Pick<RowProps, "entry" | "isTabStop">) {
  const { t } = useTranslation();
  const length = entry.duration === null ? "" : clock(entry.duration);
  if (entry.error) {
    return (
      <Text size="sm" c="var(--mantine-color-error)">
        {explainCode(t, entry.error.code)}
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed">
      {length}
      {length && entry.video_id && " · "}
      {entry.video_id && (
        <Link to={`/watch/${entry.video_id}`} tabIndex={isTabStop ? 0 : -1}>
          {t("list.here")}
        </Link>
      )}
    </Text>
  );
}
