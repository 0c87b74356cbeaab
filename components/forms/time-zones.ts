/** What a field for a time zone proposes: UTC first, then those this browser knows. */
export function timeZones(): string[] {
  return ['UTC', ...Intl.supportedValuesOf('timeZone').filter(zone => zone !== 'UTC')]
}

/** More than this many a list does not show at once; typing narrows it. */
export const ZONES_SHOWN = 30
