/** Chance that can be had again: the same numbers in [0, 1) for the same seed (the generator known as mulberry32). */
export type Chance = () => number

export function seededChance(seed: number): Chance {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How long until the next of things that happen `perSecond` times on average, each by itself. */
export function waitForNextMs(chance: Chance, perSecond: number): number {
  return (-Math.log(1 - chance()) / perSecond) * 1000
}
