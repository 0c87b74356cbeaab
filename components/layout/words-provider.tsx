'use client'

import { NextIntlClientProvider } from 'next-intl'
import type { ComponentProps } from 'react'
import { provideAzerbaijani } from './azerbaijani'

// Before anything is written, on the server as in the browser. In this module, because next-intl keeps the formats it
// finds when its provider is first rendered.
provideAzerbaijani()

/** The words of every screen, and the formats they are written with. */
export function WordsProvider(props: ComponentProps<typeof NextIntlClientProvider>) {
  return <NextIntlClientProvider {...props} />
}
