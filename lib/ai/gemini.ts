import { type GenerateContentConfig, type GenerateContentResponse, GoogleGenAI } from '@google/genai'
import { gemini as service } from '@/lib/catalog/gemini'
import type { InProcessPorts } from '@/lib/rotation/in-process-ports'
import { usageOf as readUsage } from '@/lib/rotation/sdk-answer'
import { type KeyUse, type WithKeyOptions, withKey } from '@/lib/rotation/with-key'

/** The SDK's own configuration of a generation, and how long its caller waits. */
export type GeminiOptions = Pick<WithKeyOptions, 'signal' | 'deadlineMs'> & {
  config?: GenerateContentConfig | undefined
}

export type GeminiUsage = { tokensIn: number; tokensOut: number }

/** Who answered, and after how many tries. */
type Served = {
  model: string
  /** Masked. */
  key: string
  /** This one counted. */
  attempts: number
}

export type GeminiAnswer = Served & { text: string; usage: GeminiUsage }

export type GeminiStream = Served & {
  /** Piece by piece, to be read once. */
  text: AsyncIterable<string>
  /** What was stated so far; whole once the text has been read. */
  usage(): GeminiUsage
}

export type Gemini = {
  generateContent(model: string, prompt: string, options?: GeminiOptions): Promise<GeminiAnswer>
  generateContentStream(model: string, prompt: string, options?: GeminiOptions): Promise<GeminiStream>
}

/**
 * A Gemini client on the pool. Each call takes the best key and goes on to the next by itself when one is limited,
 * overloaded or refused; a stream goes on until its first piece has come. Rejects as `withKey` does.
 */
export function createGemini(ports: InProcessPorts): Gemini {
  return {
    generateContent: async (model, prompt, options = {}) => {
      const { answer, served } = await call(ports, model, 'generateContent', options, (use, parameters) =>
        geminiClient(use).models.generateContent({ model, contents: prompt, ...parameters }),
      )
      return { ...served, text: answer.text ?? '', usage: usageOf(answer) }
    },
    generateContentStream: async (model, prompt, options = {}) => {
      const { answer, served } = await call(ports, model, 'streamGenerateContent', options, (use, parameters) =>
        geminiClient(use).models.generateContentStream({ model, contents: prompt, ...parameters }),
      )
      return passOn(answer, served)
    },
  }
}

type Ask<T> = (use: KeyUse, parameters: { config: GenerateContentConfig }) => Promise<T>

async function call<T>(
  ports: InProcessPorts,
  model: string,
  verb: string,
  { config, ...time }: GeminiOptions,
  ask: Ask<T>,
): Promise<{ answer: T; served: Served }> {
  let served: Served = { model, key: '', attempts: 0 }
  const attempt = (use: KeyUse) => {
    served = { model, key: use.key.masked, attempts: use.attempt }
    return ask(use, { config: { ...config, abortSignal: use.signal } })
  }
  const path = `/v1beta/models/${model}:${verb}`
  const answer = await withKey(ports, service.id, attempt, { ...time, model, method: 'POST', path })
  return { answer, served }
}

/** Backend and origin are stated, so that no variable of the environment can send a key elsewhere. */
export function geminiClient({ apiKey, origin }: KeyUse): GoogleGenAI {
  return new GoogleGenAI({ apiKey, vertexai: false, httpOptions: { baseUrl: origin } })
}

function passOn(chunks: AsyncGenerator<GenerateContentResponse>, served: Served): GeminiStream {
  let usage: GeminiUsage = { tokensIn: 0, tokensOut: 0 }
  async function* read() {
    for await (const chunk of chunks) {
      if (chunk.usageMetadata) usage = usageOf(chunk)
      if (chunk.text) yield chunk.text
    }
  }
  return { ...served, text: read(), usage: () => usage }
}

function usageOf(answer: GenerateContentResponse): GeminiUsage {
  const { tokensIn, tokensOut } = readUsage(answer, service)
  return { tokensIn, tokensOut }
}
