/** Words of the frame around every screen. */
export const words = {
  skip: 'Skip to content',
  signOut: 'Sign out',
  lightScheme: 'Use the light theme',
  darkScheme: 'Use the dark theme',
  notFound: {
    title: 'There is no such page',
    explain: 'The address may be mistyped, or what it named is gone.',
    back: 'To the overview',
  },
  broken: {
    title: 'This page could not be shown',
    explain: (digest: string | null) =>
      digest === null ? 'Something broke on the way.' : `The log of the server says why, under ${digest}.`,
    retry: 'Try again',
  },
  role: { admin: 'admin', viewer: 'viewer, read only' },
} as const
