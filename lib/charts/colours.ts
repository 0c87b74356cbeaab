import { textHash } from '@/lib/contract/text-hash'
import type { OutcomeGroup } from '@/lib/contract/usage'

/** Colours by meaning or identity; what each is in light and dark stands in `components/layout/theme.ts`. */

export const OUTCOME_COLOURS: Record<OutcomeGroup, string> = {
  answered: 'var(--kw-chart-answered)',
  limited: 'var(--kw-chart-limited)',
  key: 'var(--kw-chart-key)',
  service: 'var(--kw-chart-service)',
  caller: 'var(--kw-chart-caller)',
  refused: 'var(--kw-chart-refused)',
}

const KEY_COLOUR_COUNT = 12

/** A key's colour, from its id alone: the same on every page, today and tomorrow. */
export function keyColour(id: string): string {
  const hash = textHash(id)
  // its low bits alone repeat for ids that count up
  const mixed = (hash ^ (hash >>> 15)) >>> 0
  return `var(--kw-key-${mixed % KEY_COLOUR_COUNT})`
}
