/** What one may choose for a new video: the language spoken, who may see it, and what becomes its transcript. */

import { Checkbox, NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/components/ChoiceFields.module.css";
import type { Schemas } from "@/lib/api";
import { languageName } from "@/lib/format";
import { canTranslate, useHearing } from "@/lib/hearing";
import { SPOKEN } from "@/lib/spoken";

export type Visibility = Schemas["VisibilityEnum"];
export type CaptionPolicy = Schemas["CaptionPolicyEnum"];
export type Choices = { language: string; visibility: Visibility; captions: CaptionPolicy; translate: boolean };

/** What is said in it needs no translation. */
export const ENGLISH = "en";

const VISIBILITIES: readonly Visibility[] = ["public", "unlisted", "private"];
const POLICIES: readonly CaptionPolicy[] = ["ignore", "prefer", "only"];
export const USUAL: Choices = { language: "", visibility: "private", captions: "ignore", translate: false };

/** The choices as the API takes them; no language: it is detected. */
export const fieldsOf = ({ language, visibility, captions, translate }: Choices) => ({
  visibility,
  caption_policy: captions,
  ...(language && { language }),
  ...(translate && language !== ENGLISH && { translate }),
});

type ChoiceFieldsProps = { choices: Choices; onChange: (choices: Choices) => void };

export function ChoiceFields({ choices, onChange }: ChoiceFieldsProps) {
  const { t, i18n } = useTranslation();
  const hearing = useHearing();
  const languages = SPOKEN.map((code) => ({ value: code, label: languageName(i18n.language, code) }));
  return (
    <div className={classes.fields}>
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
      <NativeSelect
        className={classes.wide}
        label={t("given.policy")}
        data={POLICIES.map((value) => ({ value, label: t(`given.policies.${value}`) }))}
        value={choices.captions}
        onChange={(event) => onChange({ ...choices, captions: event.currentTarget.value as CaptionPolicy })}
      />
      {choices.language !== ENGLISH && (choices.translate || canTranslate(hearing)) && (
        <Checkbox
          className={classes.wide}
          label={t("english.wish")}
          description={t("english.hint")}
          checked={choices.translate}
          onChange={(event) => onChange({ ...choices, translate: event.currentTarget.checked })}
        />
      )}
    </div>
  );
}
