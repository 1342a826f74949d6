/** A video with its transcript: what is spoken is lit, what is clicked is played. */

import { Button, Skeleton, Stack } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type RefObject, Suspense, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation, useParams, useSearchParams } from "react-router";

import { Going } from "@/components/Going";
import { lazily } from "@/components/lazily";
import { Failure, Notice } from "@/components/Notice";
import { usePageTitle } from "@/components/use-page-title";
import { About } from "@/features/watch/About";
import { begunHere } from "@/features/watch/here";
import { Player, Still } from "@/features/watch/Player";
import { PlayerTools } from "@/features/watch/PlayerTools";
import { TrackSelect } from "@/features/watch/TrackSelect";
import { Transcript } from "@/features/watch/Transcript";
import list from "@/features/watch/Transcript.module.css";
import { type Playhead, usePlayhead } from "@/features/watch/use-playhead";
import { type Selection, useSelection } from "@/features/watch/use-selection";
import { useWatchKeys } from "@/features/watch/use-watch-keys";
import classes from "@/features/watch/WatchPage.module.css";
import type { Schemas } from "@/lib/api";
import { isGone } from "@/lib/errors";
import { firstPictureOf } from "@/lib/first-picture";
import { type Line, linesOf, type Track } from "@/lib/lines";
import { seek } from "@/lib/media-keys";
import type { Moment } from "@/lib/moments";
import { useSession } from "@/lib/use-session";
import { videoOf } from "@/lib/videos";
import { wordsOf } from "@/lib/words";

const ClipBar = lazily(async () => (await import("@/features/watch/clip/ClipBar")).ClipBar);
const Preview = lazily(async () => (await import("@/features/watch/clip/Preview")).Preview);
const NewRuns = lazily(async () => (await import("@/features/watch/NewRuns")).NewRuns);
const EnglishTranscript = lazily(async () => (await import("@/features/watch/EnglishTranscript")).EnglishTranscript);
const EditTranscript = lazily(async () => (await import("@/features/watch/edit/EditTranscript")).EditTranscript);
const EditEnglish = lazily(async () => (await import("@/features/watch/edit/EditEnglish")).EditEnglish);

const POLL_MS = 3000;
const EDITING = "edit";
const IN_WORK = new Set(["queued", "processing"]);

export function WatchPage() {
  const { id = "" } = useParams();
  const session = useSession();
  const video = useQuery({
    ...videoOf(id, session.status),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (IN_WORK.has(query.state.data?.status ?? "") ? POLL_MS : false),
  });
  const shown = useDeferredValue(video.data); // drawn in slices where it came after the skeleton
  usePageTitle(video.data?.title ?? "");
  if (isGone(video.error)) return <MissingVideo />;
  if (video.isError && !video.data) return <Failure error={video.error} retry={() => void video.refetch()} />;
  const readAgain = async () => (await video.refetch()).data?.media_url ?? null;
  if (!shown) return <WatchSkeleton picture={firstPictureOf(id)} />;
  return <Watch key={shown.id} video={shown} readAgain={readAgain} />;
}

/** Whoever is logged out may see it once logged in. */
function MissingVideo() {
  const { t } = useTranslation();
  const { status } = useSession();
  const { pathname, search } = useLocation();
  return (
    <Notice title={t("watch.missing")} text={t("error.not_found")}>
      {status === "out" && (
        <Button component={Link} to="/login" state={{ from: pathname + search }}>
          {t("account.logIn")}
        </Button>
      )}
    </Notice>
  );
}

const NO_LINES: Schemas["Segment"][] = [];

function Watch({ video, readAgain }: { video: Schemas["Video"]; readAgain: () => Promise<string | null> }) {
  const [address] = useSearchParams();
  const player = useRef<HTMLVideoElement>(null);
  const isGrowing = IN_WORK.has(video.status ?? "");
  const reading = useQuery(linesOf(video.id, isGrowing));
  const lines = reading.data ?? NO_LINES;
  const words = useMemo(() => wordsOf(lines), [lines]);
  const { head, playFrom } = usePlayhead(player, video.media_url, lines);
  const begin = secondsOf(address.get("t"));
  const duration = video.duration ?? Infinity;
  const selection = useSelection();
  const [padding, setPadding] = useState<number | null>(null);
  const { ref: bar, height } = useElementSize();
  const moment = video.media_url ? inside(selection.moment, duration) : null;
  const previewed = moment && padding !== null ? { video_id: video.id, ...moment, padding } : null;

  useEffect(() => {
    const video = player.current; // which goes to its first place by itself
    if (video?.readyState && video.currentTime !== begin) seek(video, begin);
  }, [begin]);
  const editing = useEditMode(video, lines);
  useWatchKeys({ video, player, lines, selection, isPreviewing: previewed !== null, ...editing });
  const clipHere = () => selection.select(begunHere(lines, null, player.current?.currentTime ?? 0, duration));
  const play = (start: number, until?: number) => {
    setPadding(null);
    playFrom(start, until);
  };
  const preview = (next: number | null) => {
    player.current?.pause();
    setPadding(next);
  };
  const close = () => {
    setPadding(null);
    selection.clear();
  };
  return (
    <div className={classes.page} style={{ "--clip-bar": `${moment ? height : 0}px` } as React.CSSProperties}>
      <div className={classes.player}>
        <Player ref={player} video={video} begin={begin} hasLines={lines.length > 0} readAgain={readAgain} />
        <Suspense fallback={<Going />}>{previewed && <Preview passage={previewed} />}</Suspense>
      </div>
      <div className={classes.about}>
        <PlayerTools video={video} player={player} hasLines={lines.length > 0} clipHere={clipHere} {...editing} />
        <About video={video} />
        <OnceMore video={video} />
      </div>
      <Lines
        video={video}
        lines={lines}
        reading={reading}
        isGrowing={isGrowing}
        head={head}
        player={player}
        playFrom={play}
        selection={selection}
        editing={editing}
      />
      {moment && (
        <div ref={bar} className={classes.bar}>
          <Suspense fallback={<Going />}>
            <ClipBar
              video={video}
              lines={lines}
              words={words}
              moment={moment}
              onChange={selection.change}
              onClose={close}
              isPreviewing={previewed !== null}
              preview={preview}
            />
          </Suspense>
        </div>
      )}
    </div>
  );
}

/** What else can be done to the video, for those who may. */
function OnceMore({ video }: { video: Schemas["Video"] }) {
  if (!video.can_edit) return null;
  return (
    <Suspense fallback={<div className={classes.runs} />}>
      <NewRuns video={video} />
    </Suspense>
  );
}

type LinesProps = {
  video: Schemas["Video"];
  lines: readonly Line[];
  reading: { error: Error | null; isPending: boolean; refetch: () => unknown };
  isGrowing: boolean;
  head: Playhead;
  player: RefObject<HTMLVideoElement | null>;
  playFrom: (start: number, until?: number) => void;
  selection: Selection;
  editing: ReturnType<typeof useEditMode>;
};

/** The transcript, to be read or to be edited, as spoken or in English. */
function Lines({ reading, isGrowing, head, lines, editing, ...shown }: LinesProps) {
  const { t } = useTranslation();
  const { video, player, playFrom, selection } = shown;
  const [track, setTrack] = useState<Track>("original");
  const hasEnglish = video.tracks.includes("english");
  const isEnglish = hasEnglish && track === "english";
  if (editing.isEditing) {
    const ways = { leave: () => editing.setEditing?.(false), setTrack: hasEnglish ? setTrack : null };
    return (
      <Suspense fallback={<Skeleton className={classes.transcript} height="auto" />}>
        {isEnglish ? (
          <EditEnglish video={video} player={player} playFrom={playFrom} {...ways} />
        ) : (
          <EditTranscript {...{ video, lines, head, player, playFrom, ...ways }} track="original" />
        )}
      </Suspense>
    );
  }
  const state = stateOf(reading, isGrowing);
  const readAgain = () => void reading.refetch();
  return (
    <section
      className={`${classes.transcript} ${list.panel} ${hasEnglish ? list.twoTexts : ""}`}
      aria-label={t("watch.transcript")}
    >
      {hasEnglish && <TrackSelect track={track} onChange={setTrack} />}
      {isEnglish ? (
        <Suspense fallback={<Skeleton className={list.scroller} height="auto" />}>
          <EnglishTranscript {...shown} />
        </Suspense>
      ) : (
        <Transcript {...{ video, lines, head, playFrom, selection, state, readAgain }} />
      )}
    </section>
  );
}

/** Whether the transcript is edited: it stands in the address. */
function useEditMode(video: Schemas["Video"], lines: readonly Line[]) {
  const canEdit = video.can_edit && lines.length > 0;
  const [address, setAddress] = useSearchParams();
  const setEditing = (isEditing: boolean) =>
    setAddress(
      (now) => {
        const next = new URLSearchParams(now);
        if (isEditing) next.set(EDITING, "1");
        else next.delete(EDITING);
        return next;
      },
      { replace: !isEditing, preventScrollReset: true },
    );
  return { isEditing: canEdit && address.has(EDITING), setEditing: canEdit ? setEditing : null };
}

const secondsOf = (text: string | null) => Math.max(0, Number(text) || 0);

const stateOf = ({ error, isPending }: { error: Error | null; isPending: boolean }, isGrowing: boolean) =>
  error ?? (isPending ? "reading" : isGrowing ? "growing" : "whole");

/** The moment as far as it lies in the video. */
const inside = (moment: Moment | null, duration: number): Moment | null =>
  moment && moment.start < duration ? { ...moment, end: Math.min(moment.end, duration) } : null;

function WatchSkeleton({ picture }: { picture: string | undefined }) {
  return (
    <div className={classes.page} aria-busy="true">
      {picture ? <Still address={picture} /> : <Skeleton className={classes.empty} />}
      <Stack className={classes.about}>
        <Skeleton height={28} width="70%" />
        <Skeleton height={16} width="40%" />
      </Stack>
      <Skeleton className={classes.transcript} height="auto" />
    </div>
  );
}
