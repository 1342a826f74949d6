/** What is said in English while it is edited, as the transcript is. */

import { Skeleton } from "@mantine/core";
import type { ComponentProps } from "react";

import { Failure } from "@/components/Notice";
import { EditTranscript } from "@/features/watch/edit/EditTranscript";
import { useEnglish } from "@/features/watch/use-english";
import page from "@/features/watch/WatchPage.module.css";

type EditEnglishProps = Omit<ComponentProps<typeof EditTranscript>, "lines" | "head" | "track">;

export function EditEnglish(props: EditEnglishProps) {
  const { reading, lines, head } = useEnglish(props);
  if (reading.isPending) return <Skeleton className={page.transcript} height="auto" />;
  if (!reading.data) return <Failure error={reading.error} retry={() => void reading.refetch()} />;
  return <EditTranscript {...props} lines={lines} head={head} track="english" />;
}
