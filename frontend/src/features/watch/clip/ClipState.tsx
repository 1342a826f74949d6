/** How it stands with the clip that was asked for: refused, in work, or there to be taken away. */

import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import { NeedsAccount } from "@/components/NeedsAccount";
import { WorkBar } from "@/components/WorkBar";
import { ClipReady } from "@/features/watch/clip/ClipReady";
import type { Choice } from "@/features/watch/clip/forms";
import type { useProduct } from "@/features/watch/clip/product";
import { ApiError, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";

type ClipStateProps = {
  video: Schemas["Video"];
  choice: Choice;
  /** The choice needs an account, and there is none. */
  isOut: boolean;
  /** What was last asked for is what is chosen now. */
  isAsked: boolean;
  product: ReturnType<typeof useProduct>;
};

export function ClipState({ video, choice, isOut, isAsked, product }: ClipStateProps) {
  const { t } = useTranslation();
  const { clip, error } = product;
  const isRefused = isAsked && error instanceof ApiError && error.status === 401; // the session ended meanwhile
  if (isOut || isRefused) return <NeedsAccount text={t("clip.needsAccount")} />;
  if (!isAsked) return null;
  if (error) return <Refused text={explain(t, error)} product={product} />;
  if (!clip) return null;
  if (clip.status === "working") {
    return <WorkBar label={t("clip.working")} percent={clip.progress} cancel={product.forget} />;
  }
  return <ClipReady clip={clip} video={video} choice={choice} />;
}

function Refused({ text, product }: { text: string; product: ClipStateProps["product"] }) {
  return (
    <Alert color="red" role="alert" p="sm">
      {text} <Again again={() => product.asked && product.ask(product.asked)} />
    </Alert>
  );
}
