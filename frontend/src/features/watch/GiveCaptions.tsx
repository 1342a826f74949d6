/** For those who may edit: captions of their own become the video's transcript. */

import { Alert, Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { IconBadgeCc } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Dialog } from "@/components/Dialog";
import { NewRun, type RunFormProps } from "@/features/watch/NewRun";
import type { Schemas } from "@/lib/api";
import { explain } from "@/lib/errors";
import { languageName } from "@/lib/format";
import { SPOKEN } from "@/lib/spoken";
import { giveCaptions } from "@/lib/upload";

const TYPES = ".srt,.vtt,.ass,.ssa,.sbv,.json3";
const WORDS = { queued: "given.waiting", processing: "given.reading", completed: "given.done" };

type Video = Schemas["Video"];
type Request = Schemas["Request"];

/** Nothing while the video is in work, or where its film is no longer kept. */
export function GiveCaptions({ video }: { video: Video }) {
  const isPossible = video.status === "failed" || (video.status === "ready" && Boolean(video.media_url));
  const icon = <IconBadgeCc size={20} aria-hidden />;
  return <NewRun video={video} isPossible={isPossible} label="given.give" icon={icon} words={WORDS} form={Form} />;
}

function Form({ video, close, done, failed }: RunFormProps) {
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [captions, setCaptions] = useState<File | null>(null);
  const [language, setLanguage] = useState(video.language ?? "");
  const give = useMutation({
    mutationFn: async (file: File) => (await giveCaptions(`/api/v1/videos/${video.id}`, file, language)) as Request,
    onSuccess: done,
    onError: failed,
  });
  const codes = [...new Set([video.language, ...SPOKEN].filter((code) => code && /^[a-z]{2,3}$/.test(code)))];
  const languages = codes.map((code = "") => ({ value: code, label: languageName(i18n.language, code) }));
  return (
    <Dialog labelledBy="give-captions" close={close}>
      <Stack>
        <div>
          <Title order={2} size="h4" id="give-captions" mb="xs">
            {t("given.give")}
          </Title>
          <Text>{t("given.text")}</Text>
        </div>
        <Group gap="sm">
          <Button variant="default" h={44} onClick={() => input.current?.click()}>
            {t("given.choose")}
          </Button>
          <Text size="sm" role="status">
            {captions?.name ?? t("given.kinds")}
          </Text>
        </Group>
        <input
          ref={input}
          type="file"
          hidden
          data-captions
          accept={TYPES}
          onChange={(event) => {
            setCaptions(event.currentTarget.files?.[0] ?? null);
            give.reset();
          }}
        />
        <NativeSelect
          label={t("given.language")}
          data={[{ value: "", label: t("given.likeVideo") }, ...languages]}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
        />
        {give.isError && (
          <Alert color="red" role="alert">
            {explain(t, give.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" h={44} onClick={close}>
            {t("browse.keep")}
          </Button>
          <Button
            h={44}
            disabled={!captions}
            loading={give.isPending}
            onClick={() => captions && give.mutate(captions)}
          >
            {t("given.use")}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
