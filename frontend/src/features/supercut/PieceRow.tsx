/** One moment of the supercut: moved, played, trimmed, taken out. */

import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { ActionIcon, Text } from "@mantine/core";
import { IconCut, IconGripVertical, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { PlayedPassage } from "@/components/PlayedPassage";
import classes from "@/features/supercut/PieceList.module.css";
import { Trim } from "@/features/supercut/Trim";
import { type Piece, remove } from "@/lib/basket";
import { clock, lasting } from "@/lib/format";
import { lengthOf } from "@/lib/moments";

type Open = "played" | "trimmed" | null;
type PieceRowProps = { piece: Piece; place: number; opened: Open; open: (as: Open) => void };

export function PieceRow({ piece, place, opened, open }: PieceRowProps) {
  const { t, i18n } = useTranslation();
  const { setNodeRef, setActivatorNodeRef, attributes, listeners, transform, transition, isDragging } = useSortable({
    id: piece.id,
  });
  const name = { place, text: piece.text.slice(0, 80) || piece.title };
  const toggle = (as: Open) => open(opened === as ? null : as);
  return (
    <li
      ref={setNodeRef}
      className={classes.row}
      data-moving={isDragging}
      data-piece
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={classes.main}>
        <div
          ref={setActivatorNodeRef}
          className={classes.grip}
          {...attributes}
          {...listeners}
          aria-roledescription={undefined /* the library says it in English */}
          aria-label={t("supercut.move", name)}
          title={t("supercut.dragToMove")}
        >
          <IconGripVertical size={20} aria-hidden />
        </div>
        <div className={classes.words}>
          <span className={classes.text} dir="auto">
            {piece.text || "…"}
          </span>
          <Text size="sm" c="dimmed" className={classes.title} dir="auto">
            {piece.title}
          </Text>
        </div>
        <div className={classes.acts}>
          <Text size="sm" c="dimmed" className={classes.length}>
            {clock(piece.start)} · {lasting(i18n.language, lengthOf(piece))}
          </Text>
          <ActionIcon
            aria-label={t("supercut.play", name)}
            title={t("player.play")}
            aria-expanded={opened === "played"}
            onClick={() => toggle("played")}
          >
            <IconPlayerPlay size={20} aria-hidden />
          </ActionIcon>
          <ActionIcon
            aria-label={t("supercut.trim", name)}
            title={t("supercut.trimShort")}
            aria-expanded={opened === "trimmed"}
            onClick={() => toggle("trimmed")}
          >
            <IconCut size={20} aria-hidden />
          </ActionIcon>
          <ActionIcon
            aria-label={t("supercut.remove", name)}
            title={t("supercut.takeOut")}
            onClick={() => remove(piece.id)}
          >
            <IconTrash size={20} aria-hidden />
          </ActionIcon>
        </div>
      </div>
      {opened === "played" && (
        <div className={classes.opened}>
          <PlayedPassage passage={passageOf(piece)} label={piece.text || piece.title} />
        </div>
      )}
      {opened === "trimmed" && (
        <div className={classes.opened}>
          <Trim piece={piece} />
        </div>
      )}
    </li>
  );
}

const passageOf = ({ video_id, start, end }: Piece) => ({ video_id, start, end });
