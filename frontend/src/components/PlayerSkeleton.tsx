/** The shape of a player that is on its way. */

import { Skeleton } from "@mantine/core";

import classes from "@/components/ExactPlayer.module.css";

export function PlayerSkeleton() {
  return (
    <div className={classes.player} aria-busy="true">
      <Skeleton className={classes.stage} radius={0} />
      <Skeleton height={44} radius={0} mt={1} />
    </div>
  );
}
