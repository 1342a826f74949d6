/** The video itself, with our captions; with the browser's own controls once they are of use. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, type RefObject } from "react";
import { useTranslation } from "react-i18next";

import { Lost } from "@/features/watch/Lost";
import { Notice } from "@/components/Notice";
import classes from "@/features/watch/Player.module.css";
import { StartButton } from "@/features/watch/StartButton";
import { captionsWanted } from "@/features/watch/use-player-state";
import { useLost } from "@/features/watch/use-lost";
import { useStage } from "@/features/watch/use-stage";
import { file, type Schemas } from "@/lib/api";
import { pictureAt } from "@/lib/first-picture";
import { watchFrames } from "@/lib/frames";
import { seek, shownOf, toggle } from "@/lib/media-keys";

type PlayerProps = {
  ref: RefObject<HTMLVideoElement | null>;
  video: Schemas["Video"];
  begin: number;
  hasLines: boolean;
  /** Reads the video again; its address then, null where there was no answer. */
  readAgain: () => Promise<string | null>;
};

export function Player({ ref, video, begin, hasLines, readAgain }: PlayerProps) {
  const isThere = Boolean(video.media_url);
  const { address, isLost, lose, again, come } = useLost(ref, video.media_url, readAgain);
  const { start, hasStart, hasControls, comeNear } = useStage(ref, isThere);
  useEffect(() => (isThere && ref.current ? watchFrames(ref.current) : undefined), [ref, isThere]);
  const goTo = (seconds: number) => seconds > 0 && seek(ref.current, seconds);
  if (!video.media_url) return <None isFailed={video.status === "failed"} />;
  const areWanted = hasControls || captionsWanted.get();
  return (
    <div className={classes.stage} onPointerEnter={comeNear}>
      <video
        ref={ref}
        className={classes.video}
        src={address ?? undefined}
        poster={video.thumbnail_url ? pictureAt(video.thumbnail_url) : undefined}
        controls={hasControls}
        playsInline
        preload="metadata"
        aria-label={video.title}
        onLoadedMetadata={() => goTo(come() ?? begin)}
        onError={() => void lose()}
      >
        {hasLines && <Captions video={video} areWanted={areWanted} />}
        {video.tracks.includes("english") && <EnglishCaptions video={video} areWanted={areWanted} />}
      </video>
      {hasStart && (
        <StartButton
          ref={start}
          seconds={video.duration}
          hasControls={hasControls}
          play={() => ref.current && toggle(ref.current)}
        />
      )}
      {isLost && <Lost again={again} />}
    </div>
  );
}

/** There is nothing to play. */
function None({ isFailed }: { isFailed: boolean }) {
  const { t } = useTranslation();
  return (
    <div className={classes.none}>
      <Notice
        title={t(isFailed ? "watch.failed" : "watch.notYet")}
        text={isFailed ? undefined : t("watch.notYetText")}
      />
    </div>
  );
}

/** Its picture alone, in its place. */
export const Still = ({ address }: { address: string }) => (
  <img className={classes.video} src={address} alt="" decoding="sync" />
);

type CaptionsProps = {
  video: Schemas["Video"];
  /** They can be chosen, or are already; until then they need not come. */
  areWanted: boolean;
};

/** The transcript as captions. */
function Captions({ video, areWanted }: CaptionsProps) {
  const { t } = useTranslation();
  const track = useCaptions(video, "original", areWanted);
  return <track ref={track} kind="captions" srcLang={video.language} label={t("watch.captions")} />;
}

/** What is said in English: in the menu of captions beside those as spoken. */
function EnglishCaptions({ video, areWanted }: CaptionsProps) {
  const { t } = useTranslation();
  const track = useCaptions(video, "english", areWanted);
  return <track ref={track} kind="subtitles" srcLang="en" label={t("english.captions")} />;
}

/** A <track> cannot carry a token, so its captions are fetched and handed over as a blob. */
function useCaptions(video: Schemas["Video"], name: Schemas["Video"]["tracks"][number], areWanted: boolean) {
  const track = useRef<HTMLTrackElement>(null);
  const captions = useQuery({
    queryKey: ["captions", video.id, name, video.segment_count],
    queryFn: ({ signal }) => file(`/api/v1/videos/${video.id}/transcript?format=vtt&track=${name}`, signal),
    enabled: areWanted,
  });
  useEffect(() => {
    if (!captions.data || !track.current) return undefined;
    const address = URL.createObjectURL(captions.data);
    track.current.src = address;
    if (name === "original" && captionsWanted.get()) showUnlessAnother(track.current);
    return () => URL.revokeObjectURL(address);
  }, [captions.data, name]);
  return track;
}

/** Shows captions, but not over others that were chosen while these were on their way. */
function showUnlessAnother({ parentElement, track }: HTMLTrackElement) {
  if (parentElement instanceof HTMLVideoElement && shownOf(parentElement.textTracks) < 0) track.mode = "showing";
}
