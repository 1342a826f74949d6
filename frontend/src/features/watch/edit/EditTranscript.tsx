/** One text of the transcript while it is edited: one line is open, the others wait to be. */

import { VisuallyHidden } from "@mantine/core";
import { Suspense, useEffect, useEffectEvent, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { Going } from "@/components/Going";
import { lazilyOver } from "@/components/lazily";
import { useKeyDown } from "@/components/use-key-down";
import { EditBar } from "@/features/watch/edit/EditBar";
import { ClosedLine } from "@/features/watch/edit/ClosedLine";
import { standingOf } from "@/features/watch/edit/drafts";
import classes from "@/features/watch/edit/Edit.module.css";
import { NewsLine } from "@/features/watch/edit/NewsLine";
import { OpenLine } from "@/features/watch/edit/OpenLine";
import { useEditing } from "@/features/watch/edit/use-editing";
import { useLeaving, useUndoKey } from "@/features/watch/edit/use-leaving";
import { usePlace } from "@/features/watch/edit/use-place";
import { usePlayLine } from "@/features/watch/edit/use-play-line";
import { FindBox } from "@/features/watch/FindBox";
import { TrackSelect } from "@/features/watch/TrackSelect";
import list from "@/features/watch/Transcript.module.css";
import { useFinding, useFollowing } from "@/features/watch/use-list";
import type { Playhead } from "@/features/watch/use-playhead";
import page from "@/features/watch/WatchPage.module.css";
import type { Schemas } from "@/lib/api";
import type { Line, Track } from "@/lib/lines";

const ReplaceDialog = lazilyOver(async () => (await import("@/features/watch/edit/ReplaceDialog")).ReplaceDialog);
const HistoryDialog = lazilyOver(async () => (await import("@/features/watch/edit/HistoryDialog")).HistoryDialog);

type EditTranscriptProps = {
  video: Schemas["Video"];
  lines: readonly Line[];
  head: Playhead;
  player: RefObject<HTMLVideoElement | null>;
  playFrom: (start: number, until?: number) => void;
  leave: () => void;
  track: Track;
  /** Where there is another text to go on with; null where there is none. */
  setTrack: ((track: Track) => void) | null;
};

const twoTexts = `${list.twoTexts} ${classes.twoTexts}`;

type Panel = "replace" | "history" | null;

export function EditTranscript({ video, lines, head, player, playFrom, track, ...ways }: EditTranscriptProps) {
  const { t } = useTranslation();
  const section = useRef<HTMLElement>(null);
  const [panel, setPanel] = useState<Panel>(null);
  const { editing, isUnsaved, drafts, times, news, done } = useEditing(video.id, track);
  const place = usePlace(lines, head.line, editing);
  const {
    rows,
    scroller,
    inSight,
    leave: stopFollowing,
    show: scrollTo,
  } = useFollowing(lines, place.isOpen ? -1 : head.line, place.index);
  const show = useEffectEvent(() => {
    stopFollowing();
    scrollTo(place.index);
    section.current?.scrollIntoView({ block: "nearest" });
  });
  useEffect(() => {
    if (place.focused > 0) show();
  }, [place.focused]);
  const find = useFinding(lines, place.choose, inSight);
  const play = usePlayLine(player, playFrom);
  useLeaving(isUnsaved);
  /** Stores the line that is open; `then` follows where that could be. */
  const leaveLine = async (then: () => void) => {
    if (!place.line || (await editing.save(place.line.id))) then();
  };
  const leaveFor = (then: () => void) =>
    leaveLine(() => (!editing.isUnsaved() || window.confirm(t("edit.leave"))) && then());
  useUndoKey(() => void editing.undo());
  const doubts = (from: number, way: 1 | -1) => nextDoubt(lines, from, way);
  const goToDoubt = (way: 1 | -1) => {
    const next = doubts(place.index, way);
    if (next >= 0) place.open(next);
  };
  useKeyDown((event) => {
    const acts: Record<string, () => void> = {
      n: () => goToDoubt(1),
      p: () => goToDoubt(-1),
      r: () => setPanel("replace"),
      e: () => place.open(place.index),
    };
    const act = acts[event.key];
    if (!act || panel) return;
    event.preventDefault();
    act();
  });
  return (
    <section
      ref={section}
      className={`${page.transcript} ${list.panel} ${classes.section} ${ways.setTrack ? twoTexts : ""}`}
      aria-label={t(track === "english" ? "english.edit" : "edit.title")}
    >
      <EditBar
        doubtCount={lines.filter(({ doubtful }) => doubtful).length}
        goToDoubt={goToDoubt}
        canUndo={done.length > 0}
        undo={() => void editing.undo()}
        replace={() => setPanel("replace")}
        leave={() => void leaveLine(ways.leave)}
      />
      {ways.setTrack && <TrackSelect track={track} onChange={(next) => void leaveFor(() => ways.setTrack?.(next))} />}
      <FindBox {...find.box} />
      <div ref={scroller} className={list.scroller} onWheel={stopFollowing} onTouchMove={stopFollowing}>
        <ol className={list.lines} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            if (!line) return null;
            const isCurrent = index === place.index;
            const draft = drafts.get(line.id);
            return (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                className={list.item}
                style={{ transform: `translateY(${start}px)` }}
                aria-setsize={lines.length}
                aria-posinset={index + 1}
              >
                {isCurrent && place.isOpen ? (
                  <OpenLine
                    key={line.id}
                    line={line}
                    lines={lines}
                    draft={draft}
                    standing={standingOf(draft, line)}
                    times={times.get(line.id)}
                    editing={editing}
                    place={place}
                    play={play}
                    player={player}
                    goToDoubt={goToDoubt}
                    showHistory={() => setPanel("history")}
                  />
                ) : (
                  <ClosedLine
                    line={line}
                    index={index}
                    draft={draft}
                    finds={find.ranges.get(index)}
                    isFound={find.current === index}
                    isSpoken={head.line === index}
                    isCurrent={isCurrent}
                    place={place}
                  />
                )}
              </li>
            );
          })}
        </ol>
      </div>
      <NewsLine news={news} drafts={drafts} lines={lines} editing={editing} open={place.open} />
      <Suspense
        fallback={
          <>
            <Going />
            <VisuallyHidden role="status">{t("edit.loading")}</VisuallyHidden>
          </>
        }
      >
        {panel === "replace" && (
          <ReplaceDialog video={video} track={track} editing={editing} close={() => setPanel(null)} />
        )}
        {panel === "history" && place.line && (
          <HistoryDialog line={place.line} editing={editing} close={() => setPanel(null)} />
        )}
      </Suspense>
    </section>
  );
}

/** The next doubtful line after (or before) one, round the end; -1 where there is none. */
function nextDoubt(lines: readonly Line[], from: number, way: 1 | -1): number {
  for (let steps = 1; steps <= lines.length; steps += 1) {
    const index = (from + way * steps + lines.length * 2) % lines.length;
    if (lines[index]?.doubtful) return index;
  }
  return -1;
}
