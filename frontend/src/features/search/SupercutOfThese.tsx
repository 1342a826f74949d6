/** Collects the best hits of a search for a supercut, and shows them. */

import { Button, Text } from "@mantine/core";
import { IconPlaylistAdd } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import type { Wish } from "@/features/search/query";
import { bestHits, pieceOf } from "@/features/search/results";
import { add, findPiece, inBasket, merged } from "@/lib/basket";
import { setOpen } from "@/lib/drawer";
import { explain } from "@/lib/errors";

export function SupercutOfThese({ wish }: { wish: Wish }) {
  const { t } = useTranslation();
  const collecting = useMutation({
    mutationFn: () => bestHits(wish),
    onSuccess: (hits) => {
      add(...merged(hits.map(pieceOf)).filter((piece) => !findPiece(inBasket(), piece)));
      setOpen(true);
    },
  });
  return (
    <div>
      <Button
        variant="default"
        size="sm"
        h={44}
        className="compact"
        loading={collecting.isPending}
        leftSection={<IconPlaylistAdd size={18} aria-hidden />}
        title={t("supercut.ofThese")}
        onClick={() => collecting.mutate()}
      >
        {t("supercut.ofThese")}
      </Button>
      {collecting.error && (
        <Text role="alert" c="var(--mantine-color-error)">
          {explain(t, collecting.error)}
        </Text>
      )}
    </div>
  );
}
