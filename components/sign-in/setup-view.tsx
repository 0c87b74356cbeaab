'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { signIn } from '@/lib/client/session'
import { EntryPanel } from './entry-panel'
import { readField } from './read-field'
import classes from './sign-in.module.css'
import { words } from './words'

export type SetupInput = { code: string; email: string; password: string }

type SetupViewProps = {
  /** Makes the operator; answers a sentence where it does not. */
  create(input: SetupInput): Promise<{ refusal: string | null }>
}

/** The first operator, once: whoever can read the terminal may make it. */
export function SetupView({ create }: SetupViewProps) {
  const creating = useMutation({
    mutationFn: async (input: SetupInput) => {
      const { refusal } = await create(input)
      if (refusal !== null) return refusal
      const signedIn = await signIn(input.email, input.password)
      location.assign(signedIn.kind === 'signed-in' ? '/' : '/login')
      return null
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    creating.mutate({
      code: readField(form, 'code'),
      email: readField(form, 'email'),
      password: readField(form, 'password'),
    })
  }
  return (
    <EntryPanel title={words.setup.title} lead={words.setup.lead}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <TextInput
          name="code"
          label={words.setup.code}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          autoFocus
        />
        <TextInput
          name="email"
          type="email"
          label={words.setup.email}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        <PasswordInput
          name="password"
          label={words.setup.password}
          description={words.setup.passwordHint}
          autoComplete="new-password"
          minLength={10}
          required
          withAsterisk={false}
        />
        <p role="alert" className={classes.refusal}>
          {creating.error ? words.setup.unreachable : creating.data}
        </p>
        <Button type="submit" loading={creating.isPending || creating.data === null}>
          {words.setup.submit}
        </Button>
      </form>
    </EntryPanel>
  )
}
