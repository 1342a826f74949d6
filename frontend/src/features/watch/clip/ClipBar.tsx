/** The clip bar: a chosen moment is brought to its exact length, looked at, made into a file and shared. */

import { ActionIcon, Button, Group, Text } from "@mantine/core";
import { IconPlayerPlay, IconScissors, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { AddToSupercut } from "@/components/AddToSupercut";
import { CopyButton } from "@/components/CopyButton";
import { TrimTrack } from "@/components/TrimTrack";
import classes from "@/features/watch/clip/ClipBar.module.css";
import { ClipChoices } from "@/features/watch/clip/ClipChoices";
import { ClipState } from "@/features/watch/clip/ClipState";
import { bodyOf, type Choice, needsAccount, useChoice } from "@/features/watch/clip/forms";
import { useProduct } from "@/features/watch/clip/product";
import type { Schemas } from "@/lib/api";
import { exactClock, lasting } from "@/lib/format";
import type { Line } from "@/lib/lines";
import { lengthOf, type Moment, padded } from "@/lib/moments";
import { useSession } from "@/lib/use-session";
import { saidIn, type Word } from "@/lib/words";

type ClipBarProps = {
  video: Schemas["Video"];
  lines: readonly Line[];
  words: readonly Word[];
  moment: Moment;
  onChange: (moment: Moment) => void;
  onClose: () => void;
  isPreviewing: boolean;
  /** Shows this much around the moment as it will be, or stops showing it. */
  preview: (padding: number | null) => void;
};

export function ClipBar({ video, lines, words, moment, onChange, onClose, isPreviewing, preview }: ClipBarProps) {
  const { t } = useTranslation();
  const duration = video.duration ?? moment.end;
  const hasPicture = Boolean(video.width);
  const { choice, change } = useChoice(hasPicture);
  const product = useProduct();
  const session = useSession();
  const body = bodyOf(video.id, moment, choice);
  const isAsked = JSON.stringify(product.asked) === JSON.stringify(body);
  const isOut = session.status === "out" && needsAccount(choice);
  const said = saidIn(lines, moment);
  const set = (changed: Partial<Choice>) => {
    change(changed);
    if (isPreviewing && changed.padding !== undefined) preview(changed.padding);
  };
  return (
    <section className={classes.bar} aria-label={t("clip.title")}>
      <div className={classes.inner}>
        <Heading moment={moment} padding={choice.padding} duration={duration} said={said} onClose={onClose} />
        <TrimTrack moment={moment} onChange={onChange} words={words} duration={duration} />
        <div className={classes.controls}>
          <ClipChoices choice={choice} hasPicture={hasPicture} change={set} />
          <Group gap={8} className={classes.acts}>
            <Button
              className="compact"
              variant={isPreviewing ? "light" : "default"}
              h={44}
              aria-pressed={isPreviewing}
              leftSection={<IconPlayerPlay size={18} aria-hidden />}
              onClick={() => preview(isPreviewing ? null : choice.padding)}
            >
              {t("clip.preview")}
            </Button>
            <AddToSupercut
              className="compact"
              piece={{ video_id: video.id, title: video.title, text: said, ...moment }}
            />
            <Button
              h={44}
              className={classes.make}
              disabled={isOut}
              loading={product.isAsking}
              leftSection={<IconScissors size={18} aria-hidden />}
              onClick={() => product.ask(body)}
            >
              {t("clip.make")}
            </Button>
          </Group>
        </div>
        <ClipState video={video} choice={choice} isOut={isOut} isAsked={isAsked} product={product} />
      </div>
    </section>
  );
}

type HeadingProps = { moment: Moment; padding: number; duration: number; said: string; onClose: () => void };

function Heading({ moment, padding, duration, said, onClose }: HeadingProps) {
  const { t, i18n } = useTranslation();
  const whole = padded(moment, padding, duration);
  return (
    <Group gap="sm" wrap="nowrap" className={classes.heading}>
      <Text className={classes.times} fw={600}>
        {exactClock(i18n.language, whole.start)} – {exactClock(i18n.language, whole.end)}
      </Text>
      <Text className={classes.times} c="dimmed" data-length>
        {lasting(i18n.language, lengthOf(whole))}
      </Text>
      <Text className={classes.said} c="dimmed" dir="auto">
        {said}
      </Text>
      <Group gap={0} wrap="nowrap">
        {said && <CopyButton isSmall label={t("clip.copyWords")} text={() => said} />}
        <ActionIcon aria-label={t("clip.close")} title={t("clip.close")} onClick={onClose}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
    </Group>
  );
}
