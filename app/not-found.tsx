import { Button, Text, Title } from '@mantine/core'
import { Centred } from '@/components/layout/centred'
import { words } from '@/components/layout/words'

export default function NotFound() {
  return (
    <Centred>
      <Title order={1} size="h2">
        {words.notFound.title}
      </Title>
      <Text c="dimmed" mt="xs">
        {words.notFound.explain}
      </Text>
      <Button component="a" href="/" mt="lg">
        {words.notFound.back}
      </Button>
    </Centred>
  )
}
