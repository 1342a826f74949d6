/** For those who may edit: a button that asks for a new run over a video in a dialog, and how far that run is. */

import { Button, Text } from "@mantine/core";
import { type ComponentType, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";

import { RunState, type RunWords } from "@/features/watch/RunState";
import type { Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";

export type RunFormProps = {
  video: Schemas["Video"];
  close: () => void;
  done: (request: Schemas["Request"]) => void;
  /** Called also where the dialog is closed by then. */
  failed: (error: Error) => void;
};

type NewRunProps = {
  video: Schemas["Video"];
  /** Whether it may be asked for now; what was asked for is shown to its end in any case. */
  isPossible: boolean;
  label: string;
  icon: ReactNode;
  words: RunWords;
  form: ComponentType<RunFormProps>;
};

export function NewRun({ video, isPossible, label, icon, words, form: Form }: NewRunProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [asked, setAsked] = useState<Schemas["Request"] | null>(null);
  const [failure, setFailure] = useState<Error | null>(null);
  if (!video.can_edit || (!isPossible && !asked)) return null;
  const done = (request: Schemas["Request"]) => {
    setAsked(request);
    setOpen(false);
  };
  const open = () => {
    setFailure(null);
    setOpen(true);
  };
  return (
    <div>
      <Button variant="default" h={44} leftSection={icon} onClick={open}>
        {t(label)}
      </Button>
      {failure && !isOpen && (
        <Text mt={8} c="var(--mantine-color-error)" role="alert">
          {explain(t, failure)}
        </Text>
      )}
      {asked && <RunState key={asked.id} asked={asked} video={video} words={words} />}
      {isOpen && <Form video={video} close={() => setOpen(false)} done={done} failed={setFailure} />}
    </div>
  );
}
