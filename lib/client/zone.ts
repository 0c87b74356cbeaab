import { ZONE_COOKIE } from '@/lib/contract/locale'
import { keepCookie } from './cookie'

/** Tells the server this browser's time zone, for the next page it renders. */
export function rememberZone(): void {
  keepCookie(ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone)
}
