import { MantineProvider } from '@mantine/core'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { after, NOW } from '@/components/keys/status.fixture'
import { AlertList } from './alert-list'

function shown(count: number): string {
  const alerts = Array.from({ length: count }, (_, index) => ({
    ...{ code: 'key-rejected' as const, service: 'groq', serviceLabel: 'Groq', keyId: `k${index}` },
    ...{ since: after(-60), fact: null },
    message: `key ${index} was rejected`,
  }))
  return renderToStaticMarkup(
    <MantineProvider>
      <AlertList alerts={alerts} now={NOW} />
    </MantineProvider>,
  )
}

test('five alerts are shown, and of more only how many there are, behind a button', () => {
  expect(shown(5).match(/<li>/g)).toHaveLength(5)
  expect(shown(5)).not.toContain('<button')
  expect(shown(8).match(/<li>/g)).toHaveLength(5)
  expect(shown(8)).toMatch(/<button.*and 3 more/)
})
