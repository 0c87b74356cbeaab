'use client'

import { Button, Text, Title } from '@mantine/core'
import { Centred } from '@/components/layout/centred'
import { words } from '@/components/layout/words'

export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  return (
    <Centred>
      <div role="alert">
        <Title order={1} size="h2">
          {words.broken.title}
        </Title>
        <Text c="dimmed" mt="xs">
          {words.broken.explain(error.digest ?? null)}
        </Text>
      </div>
      <Button mt="lg" onClick={reset}>
        {words.broken.retry}
      </Button>
    </Centred>
  )
}
