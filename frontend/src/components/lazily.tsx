/** A part of a view that is loaded when it is first wanted. Where it does not come, the rest of the view stays in use. */

import { ActionIcon, Alert, Group } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { type ComponentType, lazy, type ReactNode, useState } from "react";
import { ErrorBoundary } from "react-error-boundary";
import { useTranslation } from "react-i18next";

import { Again } from "@/components/Again";
import classes from "@/components/lazily.module.css";
import { arriving, Missing } from "@/lib/arriving";

type Closing = { close: () => void };

/** The part that `load` brings, to stand in a Suspense. In its place: that it is missing, and another try. */
export function lazily<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return trying(load, (again) => <Absence again={again} />);
}

/** The same for what lies over the page: that it is missing is said at the page's lower end. */
export function lazilyOver<P extends Closing>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  return trying(load, (again, { close }) => (
    <div className={classes.over}>
      <Absence again={again} close={close} />
    </div>
  ));
}

function trying<P extends object>(
  load: () => Promise<ComponentType<P>>,
  instead: (again: () => void, props: P) => ReactNode,
): ComponentType<P> {
  const make = () => lazy(() => arriving(async () => ({ default: await load() })));
  let latest = make();
  const renew = () => (latest = make()); // one that was missing stays so
  return function Lazily(props: P) {
    const [Part, setPart] = useState(() => latest);
    return (
      <ErrorBoundary
        onError={renew}
        onReset={() => setPart(() => latest)}
        fallbackRender={({ error, resetErrorBoundary }) => {
          if (!(error instanceof Missing)) throw error; // what is broken in it is for the view
          return instead(resetErrorBoundary, props);
        }}
      >
        <Part {...props} />
      </ErrorBoundary>
    );
  };
}

function Absence({ again, close }: { again: () => void; close?: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert color="red" role="alert" p="sm" className={classes.absence}>
      <Group gap="xs" wrap="nowrap" justify="space-between" align="start">
        <span>
          {t("broken.missing")} <Again again={again} />
        </span>
        {close && (
          <ActionIcon aria-label={t("player.close")} onClick={close}>
            <IconX size={20} aria-hidden />
          </ActionIcon>
        )}
      </Group>
    </Alert>
  );
}
