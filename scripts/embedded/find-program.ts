/** Finds a program by its known places and by PATH. */
import { existsSync } from 'node:fs';

/** Where one of `paths` exists, or a program of `names` stands in PATH. */
export function findProgram(paths: readonly string[], names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder !== '');
  const inPath = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return [...paths, ...inPath].find((path) => existsSync(path));
}
