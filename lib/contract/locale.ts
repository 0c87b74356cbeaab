/** The languages a person can read Keywheel in: each is a file of `messages`. */
export const LOCALES = ['en', 'az'] as const
export type Locale = (typeof LOCALES)[number]
export const DEFAULT_LOCALE: Locale = 'en'

/** Each language by its own name. */
export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', az: 'Azərbaycanca' }

/** What a person chose in the settings; without it the browser's language counts. */
export const LOCALE_COOKIE = 'keywheel-locale'
/** The browser's time zone (IANA), so that the server writes the same times as the browser. */
export const ZONE_COOKIE = 'keywheel-zone'

export function isLocale(text: string | undefined): text is Locale {
  return LOCALES.some(locale => locale === text)
}

/** The first of the browser's languages (`Accept-Language`) that we speak. */
export function localeOf(acceptLanguage: string): Locale {
  const wanted = acceptLanguage
    .split(',')
    .map(part => {
      const [tag = '', ...parameters] = part.trim().split(';')
      const quality = parameters.map(each => /^\s*q=([\d.]+)\s*$/.exec(each)?.[1]).find(Boolean)
      return { language: tag.split('-')[0]?.toLowerCase(), quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
  for (const { language } of wanted) if (isLocale(language)) return language
  return DEFAULT_LOCALE
}
