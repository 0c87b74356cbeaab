'use client'

import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { FormEvent } from 'react'
import { useSaidWords } from '@/components/layout/said-words'
import { signIn } from '@/lib/client/session'
import type { Said } from '@/lib/contract/said'
import { EntryPanel } from './entry-panel'
import { readField } from './read-field'
import classes from './sign-in.module.css'

export type SetupInput = { code: string; email: string; password: string }
type Refusal = { field: keyof SetupInput | null; said: Said }

type SetupViewProps = {
  /** Makes the operator; answers why where it does not. */
  create(input: SetupInput): Promise<{ refusal: Refusal | null }>
}

/** The first operator, once: whoever can read the terminal may make it. */
export function SetupView({ create }: SetupViewProps) {
  const t = useTranslations('setup')
  const creating = useCreating(create)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [code, email, password] = [readField(form, 'code'), readField(form, 'email'), readField(form, 'password')]
    creating.mutate({ code, email, password })
  }
  const say = useSaidWords()
  const refusal = creating.data ?? null
  const errorOf = (field: keyof SetupInput) => (refusal?.field === field ? say(refusal.said) : undefined)
  const bare = { required: true, withAsterisk: false }
  return (
    <EntryPanel title={t('title')} lead={t('lead')}>
      <form method="post" className={classes.form} onSubmit={submit}>
        <TextInput
          {...bare}
          name="code"
          label={t('code')}
          error={errorOf('code')}
          autoComplete="one-time-code"
          autoFocus
        />
        <TextInput
          {...bare}
          name="email"
          type="email"
          label={t('email')}
          error={errorOf('email')}
          autoComplete="username"
        />
        <PasswordInput
          {...bare}
          name="password"
          label={t('password')}
          description={t('passwordHint')}
          error={errorOf('password')}
          autoComplete="new-password"
        />
        <p role="alert" className={classes.refusal}>
          {creating.error ? t('unreachable') : refusal?.field === null && say(refusal.said)}
        </p>
        <Button type="submit" loading={creating.isPending || creating.data === null}>
          {t('submit')}
        </Button>
      </form>
    </EntryPanel>
  )
}

/** Makes the operator and signs them in; `null`: on the way to the first page. */
function useCreating(create: SetupViewProps['create']) {
  return useMutation({
    mutationFn: async (input: SetupInput) => {
      const { refusal } = await create(input)
      if (refusal !== null) return refusal
      const signedIn = await signIn(input.email, input.password)
      location.assign(signedIn.kind === 'signed-in' ? '/' : '/login')
      return null
    },
  })
}
