/** Asking for the chosen videos: one request for each, and what became of those that were refused. */

import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";

import { type Choices, fieldsOf } from "@/components/ChoiceFields";
import classes from "@/features/add/Add.module.css";
import { api, data, type Schemas } from "@/lib/api";
import { explain, explainCode } from "@/lib/errors";

type AskProps = { urls: readonly string[]; choices: Choices; titleOf: (url: string) => string };
type Refused = { url: string; code: string };

export function Ask({ urls, choices, titleOf }: AskProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const ask = useMutation({
    mutationFn: async () => {
      const body = { urls: [...urls], ...fieldsOf(choices) };
      const { results } = (await data(api.POST("/api/v1/requests", { body }))) as Schemas["RequestsMade"];
      const refused = results.flatMap((result): Refused[] =>
        "source_url" in result ? [{ url: result.source_url, code: result.error.code }] : [],
      );
      return { taken: results.length - refused.length, refused };
    },
    onSuccess: () => void queries.invalidateQueries({ queryKey: ["requests"] }),
  });
  /** Whoever has gone elsewhere meanwhile is not fetched back. */
  const askAndFollow = () =>
    ask.mutate(undefined, { onSuccess: ({ refused }) => void (refused.length === 0 && navigate("/queue")) });
  const { taken = 0, refused = [] } = ask.data ?? {};
  return (
    <Stack gap="sm" className={classes.field}>
      {ask.isError && (
        <Alert color="red" role="alert">
          {explain(t, ask.error)}
        </Alert>
      )}
      {refused.length > 0 && (
        <Alert color="red" role="alert">
          <Text>{t("list.refused", { count: refused.length })}</Text>
          <ul className={classes.refused}>
            {refused.map(({ url, code }) => (
              <li key={url}>
                {titleOf(url)}: {explainCode(t, code)}
              </li>
            ))}
          </ul>
          {taken > 0 && (
            <Button component={Link} to="/queue" variant="default" h={44} mt="xs">
              {t("list.taken", { count: taken })}
            </Button>
          )}
        </Alert>
      )}
      <Button disabled={urls.length === 0} loading={ask.isPending} onClick={askAndFollow}>
        {t("add.ask", { count: urls.length })}
      </Button>
    </Stack>
  );
}
