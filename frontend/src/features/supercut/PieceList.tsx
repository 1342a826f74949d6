/** The moments in their order, moved by pointer, finger or keyboard. */

import {
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import classes from "@/features/supercut/PieceList.module.css";
import { PieceRow } from "@/features/supercut/PieceRow";
import { moveTo, type Piece } from "@/lib/basket";

/** A press that moves less is a press. */
const DRAG_PX = 4;

export function PieceList({ pieces }: { pieces: readonly Piece[] }) {
  const [opened, setOpened] = useState<Opened>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: DRAG_PX } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    if (over) moveTo(String(active.id), String(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={useAnnouncements(pieces)}
      onDragStart={() => setOpened(null)}
      onDragEnd={onDragEnd}
    >
      <SortableContext items={pieces.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={classes.list}>
          {pieces.map((piece, index) => (
            <PieceRow
              key={piece.id}
              piece={piece}
              place={index + 1}
              opened={opened?.id === piece.id ? opened.as : null}
              open={(as) => setOpened(as && { id: piece.id, as })}
            />
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
}

/** One piece at a time is played or trimmed. */
type Opened = { id: string; as: "played" | "trimmed" } | null;

/** What a screen reader says while a piece is moved. */
function useAnnouncements(pieces: readonly Piece[]) {
  const { t } = useTranslation();
  const placeOf = (id: unknown) => pieces.findIndex((piece) => piece.id === id) + 1;
  const count = pieces.length;
  type Moved = { active: { id: unknown }; over?: { id: unknown } | null };
  const said =
    (name: string) =>
    ({ active, over }: Moved) =>
      t(`supercut.moving.${name}`, { place: placeOf((over ?? active).id), count });
  const announcements = {
    onDragStart: said("lifted"),
    onDragOver: said("over"),
    onDragEnd: said("dropped"),
    onDragCancel: said("cancelled"),
  };
  return { announcements, screenReaderInstructions: { draggable: t("supercut.moving.how") } };
}
