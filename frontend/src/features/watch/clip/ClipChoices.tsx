/** What the clip is to be: its form, its captions, and how much more there is on each side. */

import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";

import classes from "@/features/watch/clip/ClipBar.module.css";
import { captionsOf, type Choice, type Form, formsOf, PADDINGS } from "@/features/watch/clip/forms";
import { lasting } from "@/lib/format";

type ClipChoicesProps = { choice: Choice; hasPicture: boolean; change: (changed: Partial<Choice>) => void };

export function ClipChoices({ choice, hasPicture, change }: ClipChoicesProps) {
  const { t, i18n } = useTranslation();
  const forms = formsOf(hasPicture);
  const captions = captionsOf(choice.form, hasPicture);
  const nameOf = (form: Form) => t(`clip.forms.${form === "mp4" && !hasPicture ? "m4a" : form}`);
  const paddings = PADDINGS.map((value) => ({
    value: String(value),
    label: value ? `+ ${lasting(i18n.language, value)}` : t("clip.noPadding"),
  }));
  return (
    <div className={classes.choices}>
      <NativeSelect
        label={t("clip.form")}
        value={choice.form}
        data={forms.map((value) => ({ value, label: nameOf(value) }))}
        onChange={({ currentTarget: { value } }) => change({ form: forms.find((form) => form === value) })}
      />
      <NativeSelect
        label={t("clip.captions")}
        value={choice.captions}
        disabled={captions.length === 1}
        data={captions.map((value) => ({ value, label: t(`clip.captionKinds.${value}`) }))}
        onChange={({ currentTarget: { value } }) => change({ captions: captions.find((kind) => kind === value) })}
      />
      <NativeSelect
        label={t("clip.padding")}
        value={String(choice.padding)}
        data={paddings}
        onChange={({ currentTarget: { value } }) => change({ padding: Number(value) })}
      />
    </div>
  );
}
