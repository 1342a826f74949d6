/** One supercut of before. */

import { Alert, Button, Group, Text } from "@mantine/core";
import { IconChevronDown, IconPlaylistAdd, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import { Confirm } from "@/components/Confirm";
import { WorkBar } from "@/components/WorkBar";
import classes from "@/features/supercut/Earlier.module.css";
import { Made } from "@/features/supercut/Made";
import { EARLIER, keyOf, useSupercut } from "@/features/supercut/making";
import { api, type Schemas } from "@/lib/api";
import { add } from "@/lib/basket";
import { explain, explainCode } from "@/lib/errors";
import { day, lasting } from "@/lib/format";

type Supercut = Schemas["Supercut"];
type EarlierRowProps = { supercut: Supercut; isOpen: boolean; toggle: () => void };

/** What it is called: what was looked for, or the videos its moments are from. */
const nameOf = ({ query, items }: Supercut) => query || [...new Set(items.map(({ title }) => title))].join(" · ");

export function EarlierRow({ supercut, isOpen, toggle }: EarlierRowProps) {
  const { t, i18n } = useTranslation();
  const facts = [
    day(i18n.language, supercut.created_at),
    t("supercut.count", { count: supercut.items.length }),
    lasting(i18n.language, supercut.duration),
    supercut.format.toUpperCase(),
  ];
  return (
    <li className={classes.row}>
      <button type="button" className={classes.opener} aria-expanded={isOpen} onClick={toggle} data-earlier>
        <span className={classes.words}>
          <Text component="span" fw={600} lineClamp={2} dir="auto">
            {nameOf(supercut)}
          </Text>
          <Text component="span" size="sm" c="dimmed">
            {facts.join(" · ")}
          </Text>
        </span>
        <IconChevronDown size={18} aria-hidden className={classes.arrow} />
      </button>
      {isOpen && <Opened id={supercut.id} />}
    </li>
  );
}

function Opened({ id }: { id: string }) {
  const { t } = useTranslation();
  const { supercut, error, again } = useSupercut(id, true);
  if (error && !supercut) {
    return (
      <Alert color="red" role="alert" p="sm">
        {explain(t, error)} <Again again={again} />
      </Alert>
    );
  }
  if (!supercut) return null;
  return (
    <div className={classes.opened}>
      {supercut.status === "working" && <WorkBar label={t("supercut.working")} percent={supercut.progress} />}
      {supercut.error && (
        <Alert color="red" role="alert" p="sm">
          {explainCode(t, supercut.error.code)}
        </Alert>
      )}
      {supercut.status === "ready" && <Made supercut={supercut} />}
      <Group gap={8}>
        <Button
          variant="default"
          h={44}
          leftSection={<IconPlaylistAdd size={18} aria-hidden />}
          onClick={() => add(...supercut.items.map((item) => ({ ...item, text: "" })))}
        >
          {t("supercut.again")}
        </Button>
        <Delete id={id} />
      </Group>
    </div>
  );
}

function Delete({ id }: { id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const deleting = useMutation({
    mutationFn: () => api.DELETE("/api/v1/supercuts/{supercut_id}", { params: { path: { supercut_id: id } } }),
    onSuccess: () => {
      queries.setQueryData<Supercut>(keyOf(id), (known) => known && { ...known, status: "cancelled", url: null });
      return queries.invalidateQueries({ queryKey: EARLIER });
    },
  });
  return (
    <>
      <Button
        variant="subtle"
        color="red"
        h={44}
        loading={deleting.isPending}
        leftSection={<IconTrash size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t("browse.delete")}
      </Button>
      {deleting.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {explain(t, deleting.error)}
        </Text>
      )}
      {isAsking && (
        <Confirm
          title={t("supercut.deleteTitle")}
          text={t("supercut.deleteText")}
          action={t("browse.delete")}
          act={() => deleting.mutate()}
          close={() => setAsking(false)}
        />
      )}
    </>
  );
}
