import { expect, test } from 'vitest'
import type { KeyDeeds } from '@/components/keys/key-deeds'
import { KeyDeedsProvider } from '@/components/keys/key-deeds-provider'
import { rendered } from '@/components/layout/words.fixture'
import { problem } from '@/lib/contract/problem'
import { GettingStarted } from './getting-started'
import { HealthPanel } from './health-panel'
import { NearestList } from './nearest-list'
import { NeedList } from './need-list'
import { NewsLine } from './news-line'
import { NOW, overviewWorld } from './overview.fixture'
import { ServiceCard } from './service-card'
import { VerdictHeader } from './verdict-header'

/** What a person reads. */
function textOf(html: string): string {
  const text = html.replace(/<style.*?<\/style>/gs, '').replace(/<[^>]+>/g, ' ')
  return text.replaceAll('&#x27;', "'").replace(/\s+/g, ' ').trim()
}

function busyWorld() {
  const world = overviewWorld([{}, {}, {}, { dailyLimit: 2 }, { service: 'gemini' }])
  world.settle('rate-limited', { hintUntil: NOW + 60_000, model: 'llama-3.3-70b', blame: 'model' })
  world.settle('rate-limited', { hintUntil: NOW + 90_000 })
  world.settle('key-rejected', { rule: 'invalid_api_key' })
  world.settle('success', { blame: 'nobody' })
  world.settle('overloaded', { service: 'gemini' })
  return world
}

test('the verdict is one sentence with its countdown', () => {
  const { settle, look } = overviewWorld([{}, {}, {}])
  settle('rate-limited', { hintUntil: NOW + 38_000 })
  const html = rendered(<VerdictHeader overview={look()} now={NOW} />)
  expect(textOf(html)).toContain('1 of 3 keys is out, no caller affected; Groq’s next key returns in 38 s.')
})

test('a rest in the feed names the key, the model and how long', () => {
  const { settle, look } = overviewWorld([{}, {}])
  settle('rate-limited', { hintUntil: NOW + 60_000, model: 'llama-3.3-70b', blame: 'model' })
  const [line] = look().news
  if (!line) throw new Error('no line')
  const html = rendered(<NewsLine line={line} label="Groq" />)
  expect(textOf(html)).toContain('gsk_k1…3f rate limited on llama-3.3-70b, resting 1 min 00 s')
  expect(html).toContain('href="/keys/k1"')
})

test.each(['en', 'az'] as const)('no part of the page shows a code word, in %s', locale => {
  const overview = busyWorld().look(2)
  const { services, dots, health, news } = overview
  const html = rendered(
    <>
      <VerdictHeader overview={overview} now={NOW} />
      <NeedList {...overview} now={NOW} />
      <HealthPanel health={health} />
      {services.map(service => (
        <ServiceCard key={service.id} service={service} dots={dots[service.id] ?? []} now={NOW} />
      ))}
      <NearestList {...overview} now={NOW} />
      {news.map(line => (
        <NewsLine key={line.id} line={line} label="Groq" />
      ))}
      <GettingStarted gatewayUrl="http://localhost:4000" />
    </>,
    locale,
  )
  const text = textOf(html)
  expect(text).not.toMatch(/overview\.|feed\.|rate-limited|key-rejected|key-model|healthyKeys|passed-on|[{}]\w+[}]/)
  expect(news.length).toBeGreaterThan(2)
})

const act = async () => ({ kind: 'refused' as const, problem: problem('not-allowed', 'not here') })
const DEEDS: KeyDeeds = {
  ...{ change: act, pause: act, enable: act, remove: act, restore: act },
  ...{ reset: act, test: act, roll: act, preview: act, undo: act, check: act, cancelCheck: act },
}

test('an admin finds the ways to mend things, a viewer only those to look', () => {
  const overview = busyWorld().look()
  const shown = (deeds: KeyDeeds | null) =>
    rendered(
      <KeyDeedsProvider deeds={deeds}>
        <NeedList {...overview} now={NOW} />
        <GettingStarted gatewayUrl="http://localhost:4000" />
      </KeyDeedsProvider>,
    )
  for (const way of ['Reset KEY_3', 'href="/keys/add"', 'href="/tokens"']) {
    expect(shown(DEEDS)).toContain(way)
    expect(shown(null)).not.toContain(way)
  }
  expect(shown(null)).toContain('href="/keys/k3"')
})

test('a dot turns green by itself when its rest ends', () => {
  const { settle, look } = overviewWorld([{}, {}])
  settle('rate-limited', { hintUntil: NOW + 5000 })
  const { services, dots } = look()
  const [service] = services
  if (!service) throw new Error('no service')
  const kinds = (now: number) => {
    const html = rendered(<ServiceCard service={service} dots={dots.groq ?? []} now={now} />)
    return [...html.matchAll(/data-kind="(\w+)"/g)].map(([, kind]) => kind)
  }
  expect(kinds(NOW)).toEqual(['resting', 'ready'])
  expect(kinds(NOW + 5000)).toEqual(['ready', 'ready'])
})
