// What a web process found out about its database at the start: its pages say it for as long as it is so.

// On globalThis: Next's bundles hold copies of this module, and the server that migrates has its own.
const held = globalThis as { letterthiefSchemaTrouble?: string | null };

export function tellSchemaTrouble(trouble: string | null): void {
  held.letterthiefSchemaTrouble = trouble;
}

export function readSchemaTrouble(): string | null {
  return held.letterthiefSchemaTrouble ?? null;
}
