'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { type SignedIn, signIn } from '@/lib/client/session'
import { EntryPanel } from './entry-panel'
import { readField } from './read-field'
import classes from './sign-in.module.css'
import { words } from './words'

/** E-mail and password; a full load follows, so that every page is rendered for the new operator. */
export function SignInView() {
  const entering = useMutation({
    mutationFn: ({ email, password }: { email: string; password: string }) => signIn(email, password),
    onSuccess: result => {
      if (result.kind === 'signed-in') location.assign('/')
    },
  })
  const isLeaving = entering.isPending || entering.data?.kind === 'signed-in'
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    entering.mutate({ email: readField(form, 'email'), password: readField(form, 'password') })
  }
  return (
    <EntryPanel title={words.signIn.title} lead={words.signIn.lead}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <TextInput
          name="email"
          type="email"
          label={words.signIn.email}
          autoComplete="username"
          required
          withAsterisk={false}
          autoFocus
        />
        <PasswordInput
          name="password"
          label={words.signIn.password}
          autoComplete="current-password"
          required
          withAsterisk={false}
        />
        <p role="alert" className={classes.refusal}>
          {entering.data && refusalOf(entering.data)}
        </p>
        <Button type="submit" loading={isLeaving}>
          {words.signIn.submit}
        </Button>
      </form>
    </EntryPanel>
  )
}

function refusalOf(result: SignedIn): string | null {
  switch (result.kind) {
    case 'signed-in':
      return null
    case 'refused':
      return words.signIn.refused
    case 'too-many':
      return words.signIn.tooMany(result.waitSeconds)
    case 'unreachable':
      return words.signIn.unreachable
  }
}
