import { LOCALE_COOKIE, type Locale } from '@/lib/contract/locale'
import { keepCookie } from './cookie'

/** Remembers a person's language in this browser; `null`: as the browser says. The next page speaks it. */
export function rememberLocale(locale: Locale | null): void {
  keepCookie(LOCALE_COOKIE, locale ?? '')
}
