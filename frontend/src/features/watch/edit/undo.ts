/** What was done here, newest last, so that it can be taken back in turn. */

export type Version = { id: string; version: number };
/** The lines an edit was made of, and those it left, in the versions that they had. `isWide`: of many videos. */
export type Done = { before: readonly Version[]; after: readonly Version[]; isWide?: boolean };

const MOST = 200;

const versions = (lines: readonly Version[]): Version[] => lines.map(({ id, version }) => ({ id, version }));

export const doneOf = (before: readonly Version[], after: readonly Version[]): Done => ({
  before: versions(before),
  after: versions(after),
});

export const withDone = (done: readonly Done[], next: Done): Done[] => [...done, next].slice(-MOST);

/**
 * What is left to take back after an edit was undone: lines have new versions by that, and what was done to them before
 * is what they are now.
 */
export function afterUndo(done: readonly Done[], undone: Done, now: readonly Version[]): Done[] {
  const renewed = new Map(now.map(({ id, version }) => [id, version]));
  const was = new Map(undone.before.map(({ id, version }) => [id, version]));
  return done
    .filter((each) => each !== undone)
    .map((each) => ({
      ...each,
      after: each.after.map((line) =>
        was.get(line.id) === line.version ? { ...line, version: renewed.get(line.id) ?? line.version } : line,
      ),
    }));
}

/** The edit here that left a line as it is now. */
export const lastOf = (done: readonly Done[], line: Version): Done | undefined =>
  done.findLast(
    ({ after, isWide }) => !isWide && after.some(({ id, version }) => id === line.id && version === line.version),
  );
