/** Making the supercut: what it is to be, how far it is, and what can be done with it. */

import { Alert, Button, Checkbox, NativeSelect } from "@mantine/core";
import { IconMovie } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { NeedsAccount } from "@/components/NeedsAccount";
import { WorkBar } from "@/components/WorkBar";
import classes from "@/features/supercut/Making.module.css";
import { bodyOf, useMaking } from "@/features/supercut/making";
import { Made } from "@/features/supercut/Made";
import type { Piece } from "@/lib/basket";
import { HASH, setOpen } from "@/lib/drawer";
import { explain, explainCode } from "@/lib/errors";
import { useSession } from "@/lib/use-session";

const FORMATS = ["mp4", "m4a", "mp3"] as const;
type Format = (typeof FORMATS)[number];

export function Making({ pieces }: { pieces: readonly Piece[] }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<Format>("mp4");
  const [titles, setTitles] = useState(false);
  const making = useMaking(bodyOf(pieces, format, titles));
  const { supercut } = making;
  if (supercut?.status === "working") {
    return (
      <>
        <WorkBar label={t("supercut.working")} percent={supercut.progress} cancel={making.cancel} />
        <Refusal error={making.error} code={undefined} />
      </>
    );
  }
  return (
    <>
      <div className={classes.choices}>
        <NativeSelect
          label={t("clip.form")}
          value={format}
          data={FORMATS.map((value) => ({ value, label: t(`clip.forms.${value}`) }))}
          onChange={({ currentTarget: { value } }) => setFormat(FORMATS.find((known) => known === value) ?? "mp4")}
        />
        <Checkbox
          className={classes.titles}
          label={t("supercut.titles")}
          disabled={format !== "mp4"}
          checked={titles && format === "mp4"}
          onChange={(event) => setTitles(event.currentTarget.checked)}
        />
      </div>
      {supercut?.status === "ready" ? (
        <Made supercut={supercut} />
      ) : (
        <>
          <Refusal error={making.error} code={supercut?.error?.code} />
          <Ask making={making} />
        </>
      )}
    </>
  );
}

function Ask({ making }: { making: ReturnType<typeof useMaking> }) {
  const { t } = useTranslation();
  const { status } = useSession();
  if (status === "out") {
    return <NeedsAccount text={t("supercut.needsAccount")} hash={HASH} onLeave={() => setOpen(false)} />;
  }
  return (
    <Button loading={making.isAsking} leftSection={<IconMovie size={20} aria-hidden />} onClick={making.ask}>
      {t("supercut.make")}
    </Button>
  );
}

function Refusal({ error, code }: { error: unknown; code: string | undefined }) {
  const { t } = useTranslation();
  if (!error && !code) return null;
  return (
    <Alert color="red" role="alert" p="sm">
      {error ? explain(t, error) : explainCode(t, code ?? "")}
    </Alert>
  );
}
