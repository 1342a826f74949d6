/** For a mutation after which something is read again: its success waits for that, the reason of its failure does not. */
export const readingAgain = (readAgain: () => Promise<unknown>) => ({
  onSuccess: readAgain,
  onError: () => void readAgain(),
});
