/** Whoever has typed nothing for this long is asked about in what was typed. */
export const TYPING_MS = 250
