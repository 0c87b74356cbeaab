import { z } from 'zod'

const SIGHTLESS = /[\p{Cc}\p{Bidi_Control}]/u

/** Words a person gives, trimmed: nothing in them may steer a terminal or turn the direction of what stands beside. */
export function plainLine() {
  return z
    .string()
    .trim()
    .refine(text => !SIGHTLESS.test(text), {
      error: 'wanted no control characters',
      params: { say: 'controlCharacters' },
    })
}
