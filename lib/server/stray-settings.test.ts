import { expect, test } from 'vitest'
import { type Environment, readSettings } from './env'
import { straySettings } from './stray-settings'

const straysOf = (env: Environment, known: readonly string[] = []) =>
  straySettings(env, readSettings(env, '/srv').origins, id => known.includes(id))

test.each([
  [{ KEYWHEEL_DATA_DR: 'x' }, 'KEYWHEEL_DATA_DR is not a setting; did you mean KEYWHEEL_DATA_DIR?'],
  [{ KEYWHEEL_ADMIN_TOKNE: 'x' }, 'KEYWHEEL_ADMIN_TOKNE is not a setting; did you mean KEYWHEEL_ADMIN_TOKEN?'],
  [{ KEYWHEEL_COLOUR: 'canary' }, 'KEYWHEEL_COLOUR is not a setting'],
  [{ KEYWHEEL_GROQ_ORIGN: 'x' }, 'KEYWHEEL_GROQ_ORIGN is not a setting; did you mean KEYWHEEL_GROQ_ORIGIN?'],
  [
    { KEYWHEEL_GORQ_ORIGIN: 'http://127.0.0.1:9' },
    'KEYWHEEL_GORQ_ORIGIN describes a service of its own, gorq, without keys; did you mean KEYWHEEL_GROQ_ORIGIN?',
  ],
  [
    { KEYWHEEL_MY_LLM_ORIGIN: 'https://llm.example' },
    'KEYWHEEL_MY_LLM_ORIGIN describes a service of its own, my-llm, without keys',
  ],
])('a name that means nothing is one line, without its value: %j', (env, line) => {
  expect(straysOf(env)).toEqual([line])
})

test('settings, blank names, what others set and services with keys are no strays', () => {
  const env = {
    ...{ KEYWHEEL_DATA_DIR: 'x', KEYWHEEL_GROQ_ORIGIN: 'http://127.0.0.1:9', KEYWHEEL_HOME: '/srv', KEYWHEELS: '4' },
    ...{ KEYWHEEL_COLOUR: ' ', KEYWHEEL_MY_LLM_ORIGIN: 'https://llm.example', PATH: '/bin' },
  }
  expect(straysOf(env, ['my-llm'])).toEqual([])
})
