import { ZONE_COOKIE } from '@/lib/contract/locale'

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** Tells the server this browser's time zone, for the next page it renders. */
export function rememberZone(): void {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = `${ZONE_COOKIE}=${zone}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`
}
