import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './base.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import { getLocale, getMessages, getTimeZone } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Providers } from '@/components/layout/providers'
import { WordsProvider } from '@/components/layout/words-provider'

export const metadata: Metadata = {
  title: { default: 'Keywheel', template: '%s · Keywheel' },
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? ''
  const locale = await getLocale()
  return (
    <html lang={locale} {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={nonce} />
      </head>
      <body>
        <WordsProvider locale={locale} messages={await getMessages()} timeZone={await getTimeZone()}>
          <Providers nonce={nonce}>{children}</Providers>
        </WordsProvider>
      </body>
    </html>
  )
}
