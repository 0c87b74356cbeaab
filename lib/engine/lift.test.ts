import { expect, it } from 'vitest'
import { addCooldown } from './cooldown'
import { freshKey } from './fresh'
import { liftRests } from './reset'
import type { KeyState } from './state'
import { type Cooldown, SECOND_MS } from './vocabulary'

const NOW = Date.UTC(2026, 10, 22, 12)

function restOf(reason: Cooldown['reason'], provenance: Cooldown['provenance'], seconds: number): Cooldown {
  return { scope: 'key', model: null, reason, provenance, startedAt: NOW, until: NOW + seconds * SECOND_MS }
}

/** A key that was given these rests, one after the other, after its service was found at fault. */
function lifted(...rests: readonly Cooldown[]): KeyState {
  const cooldowns = rests.reduce<readonly Cooldown[]>((kept, rest) => addCooldown(kept, rest, NOW), [])
  return liftRests({ ...freshKey('UTC', NOW), cooldowns }, NOW - SECOND_MS)
}

it('a guess after a service’s failure is lifted', () => {
  expect(lifted(restOf('overloaded', 'guess', 30)).cooldowns).toEqual([])
})

it.each([
  ['before', true],
  ['after', false],
])('the rest of a limit outlives the lifting of a longer one that came %s it', (_, isFirst) => {
  const limit = restOf('rate-limited', 'hint', 20)
  const guess = restOf('overloaded', 'guess', 30)
  expect(lifted(...(isFirst ? [guess, limit] : [limit, guess])).cooldowns).toEqual([limit])
})

it('the upstream’s own word on its overload is kept, even where a longer guess is lifted', () => {
  const hint = restOf('overloaded', 'hint', 20)
  expect(lifted(hint, restOf('overloaded', 'guess', 60)).cooldowns).toEqual([hint])
})
