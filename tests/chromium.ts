// How browser tests start Chromium: the one found or named, with nothing that calls out to the network.
import type { LaunchOptions } from '@playwright/test';

export function chromiumOptions(): LaunchOptions {
  const executablePath = process.env.CHROMIUM_PATH;
  if (!executablePath)
    throw new Error('CHROMIUM_PATH is not set: run `npm test`, which finds or installs Chromium');
  return {
    executablePath,
    args: [
      // Chromium refuses its sandbox to root.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      '--disable-quic',
    ],
  };
}
