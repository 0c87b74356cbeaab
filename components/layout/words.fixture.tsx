import { MantineProvider } from '@mantine/core'
import { NextIntlClientProvider } from 'next-intl'
import type { ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Locale } from '@/lib/contract/locale'
import az from '@/messages/az.json'
import en from '@/messages/en.json'

const MESSAGES = { en, az }

/** The markup of a component as the server renders it, in a language. */
export function rendered(component: ReactNode, locale: Locale = 'en'): string {
  return renderToStaticMarkup(
    <MantineProvider>
      <NextIntlClientProvider locale={locale} messages={MESSAGES[locale]} timeZone="UTC">
        {component}
      </NextIntlClientProvider>
    </MantineProvider>,
  )
}
