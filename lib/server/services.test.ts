import { expect, test } from 'vitest'
import { CATALOG } from '@/lib/catalog/index'
import { servicesInForce } from './services'

test('without settings the services are the catalog, unchanged', () => {
  expect(servicesInForce(new Map(), []).map(({ id, origin }) => [id, origin])).toEqual(
    CATALOG.map(({ id, origin }) => [id, origin]),
  )
})

test("the environment's origin wins over a stored one, and a stored policy over the catalog's", () => {
  const stored = [
    { id: 'groq', origin: 'https://stored.example', policy: { strategy: 'weighted' as const } },
    { id: 'openai', origin: 'https://stored.example', policy: {} },
  ]
  const services = servicesInForce(new Map([['groq', 'http://127.0.0.1:9001']]), stored)
  const of = (id: string) => services.find(service => service.id === id)
  expect(of('groq')).toMatchObject({
    origin: 'http://127.0.0.1:9001',
    policy: { strategy: 'weighted', maxAttempts: 20 },
  })
  expect(of('openai')?.origin).toBe('https://stored.example')
})

test('an origin of another name makes a service that reads its keys by that name', () => {
  const services = servicesInForce(new Map([['my-llm', 'https://llm.example/v1']]), [])
  expect(services.at(-1)).toMatchObject({
    id: 'my-llm',
    label: 'My Llm',
    origin: 'https://llm.example/v1',
    envName: 'MY_LLM_API_KEY',
  })
})

test('a described service is in force with its own rules, and the environment may move it', () => {
  const definition = {
    ...{ id: 'my-llm', label: 'My LLM', origin: 'https://llm.example', policy: { strategy: 'weighted' } },
    rules: [{ name: 'day', status: [429], means: { outcome: 'quota-exhausted', window: 'day' } }],
  }
  const stored = [{ id: 'my-llm', origin: null, policy: { maxAttempts: 2 }, definition }]
  expect(servicesInForce(new Map(), stored).at(-1)).toMatchObject({
    ...{ id: 'my-llm', origin: 'https://llm.example', envName: 'MY_LLM_API_KEY', rules: definition.rules },
    policy: { strategy: 'weighted', maxAttempts: 2 },
  })
  const moved = servicesInForce(new Map([['my-llm', 'http://127.0.0.1:9001']]), stored)
  expect(moved.filter(({ id }) => id === 'my-llm')).toMatchObject([
    { label: 'My LLM', origin: 'http://127.0.0.1:9001' },
  ])
})

test('a description that cannot be read is left out, and nothing else with it', () => {
  const stored = [{ id: 'acme', origin: null, policy: {}, definition: { id: 'acme' } }]
  expect(servicesInForce(new Map(), stored)).toHaveLength(CATALOG.length)
})
