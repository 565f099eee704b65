/** @type {import('next').NextConfig} */
export default {
  serverExternalPackages: ['pg', '@prisma/client', '@prisma/adapter-pg', 'pino'],
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` checks the types of the whole tree; a start should not wait for tests' types.
  typescript: { ignoreBuildErrors: true },
};
