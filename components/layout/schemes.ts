/** How the screen may look; `auto`: as the system does. */
export const SCHEMES = ['light', 'dark', 'auto'] as const
