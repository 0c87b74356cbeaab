import Groq from 'groq-sdk'
import OpenAI from 'openai'

export const MODEL = 'llama-3.1-8b-instant'

/** A program that knows a gateway and a client token, and nothing else. */
export type Caller = {
  groq: Groq
  openai: OpenAI
  /** Asks Groq one question. @returns the status of the answer, the request's id, and what became of each attempt */
  chat(options?: { model?: string }): Promise<{ status: number; requestId: string; attempts: string }>
  /** As `chat`, `count` times, one after the other. @returns the statuses */
  chats(count: number): Promise<number[]>
}

export function makeCaller(gateway: string, token: string): Caller {
  const chat: Caller['chat'] = async ({ model = MODEL } = {}) => {
    const answer = await fetch(`${gateway}/groq/openai/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Hello' }] }),
    })
    await answer.text()
    const said = (name: string) => answer.headers.get(`x-keywheel-${name}`) ?? ''
    return { status: answer.status, requestId: said('request-id'), attempts: said('attempts') }
  }
  return {
    groq: new Groq({ apiKey: token, baseURL: `${gateway}/groq`, maxRetries: 0 }),
    openai: new OpenAI({ apiKey: token, baseURL: `${gateway}/openai/v1`, maxRetries: 0 }),
    chat,
    chats: async count => {
      const statuses: number[] = []
      for (let sent = 0; sent < count; sent += 1) statuses.push((await chat()).status)
      return statuses
    },
  }
}
