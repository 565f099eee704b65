// The frame around every page: rail, what is wrong just now, notices, theme.
import type { Metadata, Viewport } from 'next';
import { headers } from 'next/headers';
import { cache, type ReactNode } from 'react';
import { ClockProvider } from '#components/clock.tsx';
import { Notices } from '#components/notices.tsx';
import { ProblemBanner } from '#components/problem-banner.tsx';
import { Rail } from '#components/rail.tsx';
import { ThemeScript } from '#components/theme-script.tsx';
import { readOverview } from '#lib/store/overview.ts';
import { visitorIfAny } from './visitor.ts';
import './globals.css';

/** The moment from which a page tells all relative times. */
const momentOfRequest = cache(() => Date.now());

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: { default: 'LetterThief', template: '%s · LetterThief' },
  description: 'Every RabbitMQ dead letter, kept, told, explained, and published again.',
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f4f2' },
    { media: '(prefers-color-scheme: dark)', color: '#20201e' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Where the store cannot be read, the page itself says so (error.tsx); the way to the other pages stays.
  const visitor = await visitorIfAny();
  const isKnown = visitor !== null && visitor !== 'unknown';
  const standing = !isKnown ? null : await readOverview(visitor).catch(() => null);
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html lang="en" suppressHydrationWarning>
      <head>
        <ThemeScript nonce={nonce} />
      </head>
      <body>
        <a href="#main" className="btn go fixed top-2 left-2 z-50 -translate-y-16 focus:translate-y-0">
          Skip to the page
        </a>
        <ClockProvider serverNow={momentOfRequest()}>
          {visitor === null ? (
            <main id="main" tabIndex={-1} className="outline-none">
              {children}
            </main>
          ) : (
            <div className="grid min-h-dvh md:grid-cols-[208px_minmax(0,1fr)] max-md:grid-rows-[auto_1fr]">
              <Rail standing={standing} visitor={isKnown ? visitor.name : null} />
              <main id="main" tabIndex={-1} className="min-w-0 outline-none">
                {children}
                <ProblemBanner problems={standing?.problems ?? []} />
              </main>
            </div>
          )}
        </ClockProvider>
        <Notices />
      </body>
    </html>
  );
}
