// How web and worker are started so that they stay small: left alone, Node and glibc keep what they once had for a later that may
// not come. n.b. package.json says the same.

type Lean = { args: readonly string[]; env: Readonly<Record<string, string>> };

/** A cap of JavaScript's own objects (bodies lie outside of it); buffers of 128 KB and more go back to the system when done with. */
const web: Lean = { args: ['--max-old-space-size=256'], env: { MALLOC_MMAP_THRESHOLD_: '131072' } };

/** What keeps the web small costs a drain a fifth of its speed (docs/measurements.md): here what lives shortly is collected more often. */
const worker: Lean = {
  args: ['--max-semi-space-size=8'],
  env: { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '1048576' },
};

export const lean = { web, worker };
