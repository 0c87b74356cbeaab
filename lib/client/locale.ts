import { LOCALE_COOKIE, type Locale } from '@/lib/contract/locale'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Remembers a person's language in this browser; `null`: as the browser says. The next page speaks it. */
export function rememberLocale(locale: Locale | null): void {
  const [value, ageSeconds] = locale === null ? ['', 0] : [locale, YEAR_SECONDS]
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${LOCALE_COOKIE}=${value}; path=/; max-age=${ageSeconds}; samesite=lax`
}
