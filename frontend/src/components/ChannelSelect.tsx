/** Choosing one channel of those there are. */

import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import { keyOf, useChannels } from "@/lib/channels";

type ChannelSelectProps = { value: string; onChange: (channel: string) => void };

export function ChannelSelect({ value, onChange }: ChannelSelectProps) {
  const { t } = useTranslation();
  const { data: channels = [] } = useChannels();
  const known = channels.map((channel) => ({ value: keyOf(channel), label: channel.channel_name }));
  const options = value && !known.some((one) => one.value === value) ? [{ value, label: value }, ...known] : known;
  return (
    <NativeSelect
      aria-label={t("browse.channel")}
      data={[{ value: "", label: t("browse.anyChannel") }, ...options]}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
