/** The list of keys: `?` opens it on every page. */

import { ActionIcon, Group, Kbd, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import classes from "@/app/KeyList.module.css";
import { KEYS } from "@/app/key-groups";
import { Dialog } from "@/components/Dialog";

export function KeyList({ close }: { close: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog labelledBy="keys-title" close={close} isWide>
      <Group justify="space-between" wrap="nowrap" mb="sm">
        <Title order={2} size="h3" id="keys-title">
          {t("keys.title")}
        </Title>
        <ActionIcon aria-label={t("player.close")} onClick={close}>
          <IconX size={20} aria-hidden />
        </ActionIcon>
      </Group>
      <div className={classes.groups}>
        {(Object.keys(KEYS) as (keyof typeof KEYS)[]).map((group) => (
          <section key={group} aria-labelledby={`keys-${group}`}>
            <Title order={3} size="h5" id={`keys-${group}`} mb={4}>
              {t(`keys.groups.${group}`)}
            </Title>
            <dl className={classes.keys}>
              {KEYS[group].map(({ name, keys }) => (
                <div key={name} className={classes.row}>
                  <dt>{t(`keys.names.${name}`)}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Kbd key={key} size="md">
                        {key}
                      </Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
