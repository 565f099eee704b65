/** @type {import('next').NextConfig} */
export default {
  // Every route has a bundle of its own: what is large is loaded once instead, and kept in memory once.
  serverExternalPackages: [
    'pg',
    '@prisma/client',
    '@prisma/adapter-pg',
    'pino',
    'better-auth',
    'zod',
    'jose',
  ],
  poweredByHeader: false,
  reactStrictMode: true,
  // A page's title stands in its head from the first byte: streamed, it is gone for a moment with every refresh.
  htmlLimitedBots: /.*/,
  // `npm run verify` checks the types of the whole tree; a start should not wait for tests' types.
  typescript: { ignoreBuildErrors: true },
};
