/** Words of the two pages that come before a session. */
export const words = {
  signIn: {
    title: 'Sign in',
    lead: 'To see and steer the keys of this Keywheel.',
    email: 'E-mail',
    password: 'Password',
    submit: 'Sign in',
    refused: 'This e-mail and password do not fit together.',
    tooMany: (seconds: number) => `Too many attempts. Try again in ${seconds} s.`,
    unreachable: 'The server does not answer. Try again.',
  },
  setup: {
    title: 'Welcome to Keywheel',
    lead: 'Make the first operator. The setup code stands in the terminal in which Keywheel was started.',
    code: 'Setup code',
    email: 'E-mail',
    password: 'Password',
    passwordHint: 'At least 10 characters.',
    submit: 'Create operator',
    unreachable: 'The server does not answer. Try again.',
  },
} as const
