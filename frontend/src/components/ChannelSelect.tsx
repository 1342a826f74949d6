/** Choosing one channel of those there are. */

import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { keyOf, useChannels } from "@/lib/channels";

type ChannelSelectProps = { value: string; onChange: (channel: string) => void };

export function ChannelSelect({ value, onChange }: ChannelSelectProps) {
  const { t } = useTranslation();
  const { data: channels = [], isError, isPaused, refetch } = useChannels();
  const known = channels.map((channel) => ({ value: keyOf(channel), label: channel.channel_name }));
  const options = value && !known.some((one) => one.value === value) ? [{ value, label: value }, ...known] : known;
  const missing = channels.length === 0 && (isError || isPaused);
  const note = { value: "missing", label: t("failure.title"), disabled: true };
  return (
    <NativeSelect
      aria-label={t("browse.channel")}
      data={[{ value: "", label: t("browse.anyChannel") }, ...options, ...(missing ? [note] : [])]}
      value={value}
      onFocus={() => missing && void refetch()}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
