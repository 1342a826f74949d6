/** One's supercuts of before: played, shared, taken up again, deleted. */

import { Alert, Button } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import { More } from "@/components/More";
import classes from "@/features/supercut/Earlier.module.css";
import { EarlierRow } from "@/features/supercut/EarlierRow";
import { EARLIER } from "@/features/supercut/making";
import { api, data } from "@/lib/api";
import { explain } from "@/lib/errors";
import { usePushes } from "@/lib/use-pushes";

/** `isUsual`: there is nothing else to look at. */
export function Earlier({ isUsual }: { isUsual: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(isUsual);
  const [opened, setOpened] = useState("");
  const list = useId();
  const supercuts = useInfiniteQuery({
    queryKey: EARLIER,
    queryFn: ({ pageParam, signal }) =>
      data(api.GET("/api/v1/supercuts", { params: { query: { page: pageParam } }, signal })),
    initialPageParam: 1,
    getNextPageParam: (page, _pages, number) => (page.next ? number + 1 : undefined),
  });
  usePushes(true, ({ type }) => {
    if (type === "supercut.ready") void supercuts.refetch();
  });
  if (supercuts.isError && !supercuts.data) {
    return (
      <Alert color="red" role="alert" p="sm">
        {explain(t, supercuts.error)} <Again again={() => void supercuts.refetch()} />
      </Alert>
    );
  }
  const made = supercuts.data?.pages.flatMap(({ results }) => results).filter(({ status }) => status === "ready") ?? [];
  if (made.length === 0 && !supercuts.hasNextPage) return null;
  return (
    <section className={classes.earlier}>
      <Button
        variant="subtle"
        color="gray"
        h={44}
        px="md"
        aria-expanded={isOpen}
        aria-controls={list}
        rightSection={<IconChevronDown size={18} aria-hidden className={classes.arrow} />}
        onClick={() => setOpen(!isOpen)}
      >
        {t("supercut.earlier")}
      </Button>
      <div id={list} hidden={!isOpen}>
        <ul className={classes.list}>
          {made.map((supercut) => (
            <EarlierRow
              key={supercut.id}
              supercut={supercut}
              isOpen={opened === supercut.id}
              toggle={() => setOpened(opened === supercut.id ? "" : supercut.id)}
            />
          ))}
        </ul>
        <More list={supercuts} />
      </div>
    </section>
  );
}
