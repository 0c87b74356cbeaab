'use client'

import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { signOut } from '@/lib/client/session'
import { words } from './words'

/** Ends the session; a full load follows, so that nothing of it stays in memory. */
export function SignOutButton() {
  const leaving = useMutation({ mutationFn: signOut, onSuccess: () => location.assign('/login') })
  return (
    <Button variant="default" size="xs" loading={leaving.isPending} onClick={() => leaving.mutate()}>
      {words.signOut}
    </Button>
  )
}
