/** Runs jobs one after another, in the order given. A job that throws fails its own caller only. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>;

/**
 * A queue of our own in front of a store: native keychain calls occupy libuv's four threads, and four that wait for a dialog would
 * stall every file and DNS operation of the process.
 */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const next = last.then(job, job);
    last = next.catch(() => undefined);
    return next;
  };
}
