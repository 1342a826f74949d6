/** For those who may edit: the speech is heard anew, as another language or by another engine. */

import { Alert, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import { ENGLISH } from "@/components/ChoiceFields";
import { Dialog } from "@/components/Dialog";
import { NewRun, type RunFormProps } from "@/features/watch/NewRun";
import { api, data, type Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { languageName } from "@/lib/format";
import { canTranslate, type Engine, useHearing } from "@/lib/hearing";
import { SPOKEN } from "@/lib/spoken";

const WORDS = { queued: "again.waiting", processing: "again.working", completed: "again.done" };

type Video = Schemas["Video"];

/** Nothing while the video is in work, or where its film is no longer kept. */
export function TranscribeAgain({ video }: { video: Video }) {
  const isPossible = video.status === "ready" && Boolean(video.media_url);
  const icon = <IconRefresh size={20} aria-hidden />;
  return <NewRun video={video} isPossible={isPossible} label="again.ask" icon={icon} words={WORDS} form={Form} />;
}

function Form({ video, close, done, failed }: RunFormProps) {
  const { t, i18n } = useTranslation();
  const [language, setLanguage] = useState("");
  const [engine, setEngine] = useState<Engine>();
  const [model, setModel] = useState("");
  const [isWished, setWished] = useState(false);
  const hearing = useHearing();
  const isOffered = language !== ENGLISH && canTranslate(hearing, engine, model);
  const ask = useMutation({
    mutationFn: () => {
      const body = {
        ...(engine && { engine }),
        ...(language && { language }),
        ...(model && { model }),
        ...(isOffered && isWished && { translate: true }),
      };
      return data(api.POST("/api/v1/videos/{video_id}/transcribe", { params: { path: { video_id: video.id } }, body }));
    },
    onSuccess: done,
    onError: failed,
  });
  const languages = SPOKEN.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  const engines = (hearing?.engines ?? []).map(({ name }) => ({ value: name, label: t(`again.engines.${name}`) }));
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    ask.mutate();
  };
  return (
    <Dialog labelledBy="transcribe-again" close={close}>
      <form onSubmit={send}>
        <Stack>
          <div>
            <Title order={2} size="h4" id="transcribe-again" mb="xs">
              {t("again.ask")}
            </Title>
            <Text>{t("again.text")}</Text>
          </div>
          <NativeSelect
            label={t("add.language")}
            data={[{ value: "", label: t("add.detect") }, ...languages]}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("again.engine")}
            data={[{ value: "", label: t("again.engines.auto") }, ...engines]}
            value={engine ?? ""}
            onChange={(event) => setEngine((event.currentTarget.value || undefined) as Engine | undefined)}
          />
          <TextInput
            label={t("again.model")}
            description={t("again.modelHint")}
            maxLength={200}
            value={model}
            onChange={(event) => setModel(event.currentTarget.value.trim())}
          />
          {isOffered && (
            <Checkbox
              label={t("english.wish")}
              description={t("english.hint")}
              checked={isWished}
              onChange={(event) => setWished(event.currentTarget.checked)}
            />
          )}
          {ask.isError && (
            <Alert color="red" role="alert">
              {explain(t, ask.error)}
            </Alert>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" h={44} onClick={close}>
              {t("browse.keep")}
            </Button>
            <Button type="submit" h={44} loading={ask.isPending}>
              {t("again.start")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
