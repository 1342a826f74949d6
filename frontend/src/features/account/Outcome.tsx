/** What became of a form that was sent. */

import { Alert } from "@mantine/core";

import classes from "@/features/account/Outcome.module.css";

type OutcomeProps = { error: string | null; done: string | null };

export function Outcome({ error, done }: OutcomeProps) {
  return (
    <div aria-live="polite" className={classes.outcome}>
      {error && (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      )}
      {!error && done && <Alert color="teal">{done}</Alert>}
    </div>
  );
}
