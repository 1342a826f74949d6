/** What one may choose for a new video: the language spoken, and who may see it. */

import { Group, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import type { Schemas } from "@/lib/api";
import { languageName } from "@/lib/format";
import { SPOKEN } from "@/lib/spoken";

export type Visibility = Schemas["VisibilityEnum"];
export type Choices = { language: string; visibility: Visibility };

export const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];
export const USUAL: Choices = { language: "", visibility: "private" };

type ChoiceFieldsProps = { choices: Choices; onChange: (choices: Choices) => void };

export function ChoiceFields({ choices, onChange }: ChoiceFieldsProps) {
  const { t, i18n } = useTranslation();
  const languages = SPOKEN.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  return (
    <Group grow preventGrowOverflow={false} gap="sm">
      <NativeSelect
        label={t("add.language")}
        data={[{ value: "", label: t("add.detect") }, ...languages]}
        value={choices.language}
        onChange={(event) => onChange({ ...choices, language: event.currentTarget.value })}
      />
      <NativeSelect
        label={t("add.visibility")}
        data={VISIBILITIES.map((value) => ({ value, label: t(`visibility.${value}`) }))}
        value={choices.visibility}
        onChange={(event) => onChange({ ...choices, visibility: event.currentTarget.value as Visibility })}
      />
    </Group>
  );
}
