/** Find and replace, in this video or in all of one's own: every place is seen before it changes. */

import { ActionIcon, Button, Checkbox, Group, Radio, Text, TextInput, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";
import classes from "@/features/watch/edit/Edit.module.css";
import type { Editing } from "@/features/watch/edit/editing";
import { apply, type Found, ownVideos, preview, type Preview, type Wish } from "@/features/watch/edit/replace";
import { ReplaceList } from "@/features/watch/edit/ReplaceList";
import type { Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import type { Track } from "@/lib/lines";

type ReplaceDialogProps = { video: Schemas["Video"]; track: Track; editing: Editing; close: () => void };

const NOTHING: Wish = { find: "", replace: "", match_case: false, whole_word: false };
/** A line that would be left without words cannot be chosen. */
const isPossible = ({ after }: Found) => after !== "";

export function ReplaceDialog({ video, track, editing, close }: ReplaceDialogProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []); // not the button that closes it
  const [wish, setWish] = useState(NOTHING);
  const [scope, setScope] = useState("this");
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const looking = useMutation({
    mutationFn: async () => {
      const titles = scope === "this" ? new Map([[video.id, video.title]]) : await ownVideos();
      return preview(titles, track, wish);
    },
    onMutate: () => setLeft(new Set()),
  });
  const doing = useMutation({
    mutationFn: async (chosen: readonly Found[]) => {
      const pieces: number[] = [];
      try {
        await apply(chosen, track, wish, (before, after) => {
          pieces.push(after.length);
          void editing.replaced(before, after);
        });
      } finally {
        if (pieces.length) looking.reset();
      }
      return { lines: pieces.reduce((sum, lines) => sum + lines, 0), pieces: pieces.length };
    },
  });
  const undoing = useMutation({
    mutationFn: async (pieces: number) => {
      for (let n = 0; n < pieces; n += 1) await editing.undo();
    },
    onSuccess: () => doing.reset(),
  });
  const change = (changed: Partial<Wish>) => {
    setWish({ ...wish, ...changed });
    looking.reset();
    doing.reset();
  };
  const found = looking.data;
  const chosen = found?.results.filter((line) => isPossible(line) && !left.has(line.segment_id)) ?? [];
  const error = looking.error ?? doing.error ?? undoing.error;
  return (
    <Dialog labelledBy="replace-title" close={close} isWide>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Title order={2} size="h3" id="replace-title">
          {t("edit.replace.title")}
        </Title>
        <ActionIcon aria-label={t("player.close")} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          doing.reset();
          if (wish.find.trim()) looking.mutate();
        }}
      >
        <WishFields
          field={field}
          wish={wish}
          change={change}
          scope={scope}
          setScope={(next) => {
            setScope(next);
            change({});
          }}
        />
        <Button type="submit" variant="default" h={44} my="sm" loading={looking.isPending} disabled={!wish.find.trim()}>
          {t("edit.replace.preview")}
        </Button>
      </form>
      <div role="status">
        {found && <Summary found={found} />}
        {doing.data && (
          <Group gap={8}>
            <Text>{t("edit.replace.done", { count: doing.data.lines })}</Text>
            <Button
              variant="default"
              h={44}
              loading={undoing.isPending}
              onClick={() => undoing.mutate(doing.data.pieces)}
            >
              {t("edit.undo")}
            </Button>
          </Group>
        )}
      </div>
      {error && <Text role="alert">{explain(t, error)}</Text>}
      {found && found.results.length > 0 && (
        <>
          <ReplaceList
            found={found}
            left={left}
            isPossible={isPossible}
            leave={(ids, isLeft) => setLeft(withOrWithout(left, ids, isLeft))}
          />
          <Button
            mt="sm"
            h={44}
            loading={doing.isPending}
            disabled={chosen.length === 0}
            onClick={() => doing.mutate(chosen)}
          >
            {t("edit.replace.apply", { count: chosen.length })}
          </Button>
        </>
      )}
    </Dialog>
  );
}

function withOrWithout(set: ReadonlySet<string>, ids: readonly string[], isIn: boolean): ReadonlySet<string> {
  const next = new Set(set);
  for (const id of ids) {
    if (isIn) next.add(id);
    else next.delete(id);
  }
  return next;
}

function Summary({ found }: { found: Preview }) {
  const { t } = useTranslation();
  if (found.lines === 0) return <Text>{t("edit.replace.none")}</Text>;
  const places = t("edit.replace.places", { count: found.count });
  return (
    <Text>
      {places} {t("edit.replace.inLines", { count: found.lines })}{" "}
      {found.results.length < found.lines && t("edit.replace.more", { count: found.results.length })}
    </Text>
  );
}

type WishFieldsProps = {
  field: RefObject<HTMLInputElement | null>;
  wish: Wish;
  change: (changed: Partial<Wish>) => void;
  scope: string;
  setScope: (scope: string) => void;
};

function WishFields({ field, wish, change, scope, setScope }: WishFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={classes.fields}>
        <TextInput
          label={t("edit.replace.find")}
          value={wish.find}
          maxLength={200}
          ref={field}
          onChange={(event) => change({ find: event.currentTarget.value })}
        />
        <TextInput
          label={t("edit.replace.with")}
          value={wish.replace}
          maxLength={200}
          onChange={(event) => change({ replace: event.currentTarget.value })}
        />
      </div>
      <div className={classes.options}>
        <Radio.Group aria-label={t("edit.replace.where")} value={scope} onChange={setScope}>
          <Group gap={20} py={8}>
            <Radio value="this" label={t("edit.replace.here")} />
            <Radio value="own" label={t("edit.replace.everywhere")} />
          </Group>
        </Radio.Group>
        <Checkbox
          label={t("edit.replace.matchCase")}
          checked={wish.match_case}
          onChange={(event) => change({ match_case: event.currentTarget.checked })}
        />
        <Checkbox
          label={t("edit.replace.wholeWord")}
          checked={wish.whole_word}
          onChange={(event) => change({ whole_word: event.currentTarget.checked })}
        />
      </div>
    </>
  );
}
