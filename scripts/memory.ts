// How web and worker are started so that they stay small: left alone, Node and glibc keep what they once had for a later that may not come.

/** Of JavaScript's own objects; bodies lie outside of it. n.b. package.json says the same. */
export const leanArgs = ['--max-old-space-size=256'] as const;

/** Buffers of 128 KB and more go back to the system when they are done with. */
export const leanEnv = { MALLOC_MMAP_THRESHOLD_: '131072' } as const;
