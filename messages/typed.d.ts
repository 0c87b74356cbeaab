import type { Locale as OurLocale } from '@/lib/contract/locale'
import type messages from './en.json'

declare module 'next-intl' {
  // An interface, because next-intl asks for this one to be widened: with it a mistyped key does not compile.
  interface AppConfig {
    Locale: OurLocale
    Messages: typeof messages
  }
}
