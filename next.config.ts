import type { NextConfig } from 'next'

/** Headers of every answer; the content security policy needs a nonce per page and so lives in proxy.ts. */
const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()' },
]

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // Native or wasm parts, and packages whose instances must be one per process.
  serverExternalPackages: [
    '@prisma/adapter-better-sqlite3',
    '@prisma/adapter-pg',
    '@prisma/client',
    '@prisma/schema-engine-wasm',
    'better-sqlite3',
    'nodemailer',
    'pino',
    'pino-pretty',
    'undici',
  ],
  // `npm run check` checks the types; a start need not wait for it a second time.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  // All that next-intl's plugin would do; it would load a compiler at every start.
  turbopack: { resolveAlias: { 'next-intl/config': './lib/server/words.ts' } },
  experimental: {
    optimizePackageImports: ['@mantine/core', '@mantine/hooks', '@mantine/charts', 'lucide-react'],
    // a text of ten thousand keys is looked at before it is imported
    serverActions: { bodySizeLimit: '5mb' },
  },
  headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
}

export default config
