/** Of what a person lived through: more is no profile. */
export const TEXT_MAX_CHARS = 60_000
