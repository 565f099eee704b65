// Does a thing at once, then at most every so often, never twice at a time, and never forgets the last wish.

export type Paced = { run: () => void; stop: () => void };

export function pace(task: () => Promise<void>, everyMs: number): Paced {
  let isBusy = false;
  let isWished = false;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function work() {
    isBusy = true;
    isWished = false;
    try {
      await task();
    } finally {
      timer = setTimeout(() => {
        isBusy = false;
        if (isWished && !isStopped) void work();
      }, everyMs);
    }
  }

  return {
    run() {
      isWished = true;
      if (!isBusy && !isStopped) void work();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
