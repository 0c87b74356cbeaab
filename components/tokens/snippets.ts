import { envValue, scriptString, shellWord } from '@/components/layout/quoting'

/** Copy-ready lines for one way to use a token. */
export type Snippet = { id: string; label: string; text: string }

/** How a service's own SDK is pointed at the gateway; the same as in the README. `key`, and what `at` gives, are quoted. */
const SDK_LINES: Readonly<
  Record<string, { label: string; lines(key: string, at: (path: string) => string): string[] }>
> = {
  openai: {
    label: 'openai',
    lines: (key, at) => [
      "import OpenAI from 'openai'",
      '',
      `const openai = new OpenAI({ apiKey: ${key}, baseURL: ${at('/openai/v1')} })`,
    ],
  },
  groq: {
    label: 'groq-sdk',
    lines: (key, at) => [
      "import Groq from 'groq-sdk'",
      '',
      `const groq = new Groq({ apiKey: ${key}, baseURL: ${at('/groq')} })`,
    ],
  },
  gemini: {
    label: '@google/genai',
    lines: (key, at) => [
      "import { GoogleGenAI } from '@google/genai'",
      '',
      `const gemini = new GoogleGenAI({ apiKey: ${key}, httpOptions: { baseUrl: ${at('/gemini')} } })`,
    ],
  },
  anthropic: {
    label: '@anthropic-ai/sdk',
    lines: (key, at) => [
      "import Anthropic from '@anthropic-ai/sdk'",
      '',
      `const anthropic = new Anthropic({ apiKey: ${key}, baseURL: ${at('/anthropic')} })`,
    ],
  },
  resend: {
    label: 'resend',
    lines: (key, at) => [
      "import { Resend } from 'resend'",
      '',
      `const resend = new Resend(${key}, { baseUrl: ${at('/resend')} })`,
    ],
  },
}

/** Where those without an SDK here speak OpenAI's dialect: the `openai` SDK goes there by its base URL. */
const COMPATIBLE_PATHS: Readonly<Record<string, readonly [label: string, path: string]>> = {
  openrouter: ['OpenRouter', '/api/v1'],
  mistral: ['Mistral', '/v1'],
  deepseek: ['DeepSeek', ''],
  cohere: ['Cohere', '/compatibility/v1'],
  xai: ['xAI', '/v1'],
  cerebras: ['Cerebras', '/v1'],
  together: ['Together', '/v1'],
}
/** Their lines are alike: a token for more services than this is shown none of them. */
const COMPATIBLE_SHOWN_MAX = 6

/** What the SDKs read by themselves: the variable of the key, that of the address, and what follows the service in it. */
const SDK_VARIABLES: Readonly<Record<string, readonly [key: string, address: string, path: string]>> = {
  openai: ['OPENAI_API_KEY', 'OPENAI_BASE_URL', '/v1'],
  groq: ['GROQ_API_KEY', 'GROQ_BASE_URL', ''],
  gemini: ['GEMINI_API_KEY', 'GOOGLE_GEMINI_BASE_URL', ''],
  anthropic: ['ANTHROPIC_API_KEY', 'ANTHROPIC_BASE_URL', ''],
  resend: ['RESEND_API_KEY', 'RESEND_BASE_URL', ''],
}

/** A request that every service of the kind answers. */
const CURL_LINES: Readonly<Record<string, (gateway: string) => string[]>> = {
  openai: gateway => chat(`${gateway}/openai/v1/chat/completions`, 'gpt-5-mini'),
  groq: gateway => chat(`${gateway}/groq/openai/v1/chat/completions`, 'llama-3.3-70b-versatile'),
  gemini: gateway => [
    `curl ${shellWord(`${gateway}/gemini/v1beta/models/gemini-2.5-flash:generateContent`)} \\`,
    `  -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `  -d '{"contents":[{"parts":[{"text":"Hello"}]}]}'`,
  ],
}

/** Ready to be copied, for the services a token may use. */
export function snippetsOf(token: string, gateway: string, services: readonly string[]): Snippet[] {
  const at = (path: string) => scriptString(`${gateway}${path}`)
  const sdks = services.flatMap(id => {
    const sdk = SDK_LINES[id] ?? (services.length <= COMPATIBLE_SHOWN_MAX ? compatible(id) : undefined)
    return sdk ? [{ id, label: sdk.label, text: sdk.lines(scriptString(token), at).join('\n') }] : []
  })
  const [curlOf = services[0] ?? 'openai'] = services.filter(id => CURL_LINES[id] !== undefined)
  const curl = (CURL_LINES[curlOf] ?? anyCall(curlOf))(gateway)
  return [
    ...sdks,
    { id: 'curl', label: 'curl', text: [`TOKEN=${shellWord(token)}`, ...curl].join('\n') },
    { id: 'env', label: '.env', text: environment(token, gateway, services) },
  ]
}

function environment(token: string, gateway: string, services: readonly string[]): string {
  const lines = services.flatMap(id => {
    const [key, address, path] = SDK_VARIABLES[id] ?? []
    return key === undefined ? [] : [`${key}=${envValue(token)}`, `${address}=${envValue(`${gateway}/${id}${path}`)}`]
  })
  const own = [`KEYWHEEL_TOKEN=${envValue(token)}`, `KEYWHEEL_URL=${envValue(gateway)}`]
  return (lines.length > 0 ? lines : own).join('\n')
}

function compatible(id: string): (typeof SDK_LINES)[string] | undefined {
  const [label, path] = COMPATIBLE_PATHS[id] ?? []
  if (label === undefined) return undefined
  const lines: (typeof SDK_LINES)[string]['lines'] = (key, at) => [
    "import OpenAI from 'openai'",
    '',
    `const ${id} = new OpenAI({ apiKey: ${key}, baseURL: ${at(`/${id}${path}`)} })`,
  ]
  return { label: `openai, to ${label}`, lines }
}

const anyCall = (service: string) => (gateway: string) => [
  `curl ${shellWord(`${gateway}/${service}/`)} -H "Authorization: Bearer $TOKEN"`,
]

function chat(url: string, model: string): string[] {
  return [
    `curl ${shellWord(url)} \\`,
    `  -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `  -d '{"model":"${model}","messages":[{"role":"user","content":"Hello"}]}'`,
  ]
}
