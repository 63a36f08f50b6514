/** What every start returns: ends it. Calling it twice is harmless. */
export type Stop = () => void;

/** One `Stop` for many, run last first; one that throws does not keep the others from running. */
export function stopAll(stops: readonly Stop[]): Stop {
  let left: Stop[] | undefined = [...stops];
  return () => {
    const todo = left;
    left = undefined;
    let failure: unknown;
    let failed = false;
    for (const stop of todo?.reverse() ?? []) {
      try {
        stop();
      } catch (error) {
        failed = true;
        failure = error;
      }
    }
    if (failed) throw failure;
  };
}
