/** Words of the frame around every screen. */
export const words = {
  skip: 'Skip to content',
  signOut: 'Sign out',
  lightScheme: 'Use the light theme',
  darkScheme: 'Use the dark theme',
  role: { admin: 'admin', viewer: 'viewer, read only' },
} as const
