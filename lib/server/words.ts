import { cookies, headers } from 'next/headers'
import { getRequestConfig } from 'next-intl/server'
import { isLocale, LOCALE_COOKIE, type Locale, localeOf, ZONE_COOKIE } from '@/lib/contract/locale'

const MESSAGES = {
  en: () => import('@/messages/en.json'),
  az: () => import('@/messages/az.json'),
} satisfies Record<Locale, unknown>

/** What next-intl asks for each request: the person's language, its words, and the time zone of the browser. */
export default getRequestConfig(async () => {
  const jar = await cookies()
  const chosen = jar.get(LOCALE_COOKIE)?.value
  const locale = isLocale(chosen) ? chosen : localeOf((await headers()).get('accept-language') ?? '')
  const messages = (await MESSAGES[locale]()).default
  return { locale, messages, timeZone: zoneOf(jar.get(ZONE_COOKIE)?.value) }
})

/** A zone that exists; until the browser has said its own, the server's. */
function zoneOf(said: string | undefined): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (said === undefined) return own
  try {
    return Intl.DateTimeFormat('en', { timeZone: said }).resolvedOptions().timeZone
  } catch {
    return own
  }
}
