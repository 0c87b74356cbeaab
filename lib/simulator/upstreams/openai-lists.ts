import type { Asked } from '../upstream'

/** Embeddings and model lists, as OpenAI answers them and those who follow it. */

const EMBEDDING_LENGTH = 8
const CREATED_S = 1_767_225_600

export function embeddingsAnswer(asked: Asked): Record<string, unknown> {
  const input = 'input' in asked.body ? asked.body.input : ''
  const isBase64 = 'encoding_format' in asked.body && asked.body.encoding_format === 'base64'
  const count = Array.isArray(input) ? input.length : 1
  return {
    object: 'list',
    data: Array.from({ length: count }, (_, index) => ({
      object: 'embedding',
      index,
      embedding: isBase64 ? base64Floats(embedding(index)) : embedding(index),
    })),
    model: asked.model,
    usage: { prompt_tokens: asked.promptTokens, total_tokens: asked.promptTokens },
  }
}

/** A vector that tells which input it belongs to: its first number is the input's index. */
export function embedding(index: number): number[] {
  return Array.from({ length: EMBEDDING_LENGTH }, (_, place) => (place === 0 ? index : 1 / 2 ** place))
}

export function modelList(ids: readonly string[], owner: string): Record<string, unknown> {
  return { object: 'list', data: ids.map(id => modelEntry(id, owner)) }
}

export function modelEntry(id: string, owner: string): Record<string, unknown> {
  return { id, object: 'model', created: CREATED_S, owned_by: owner, active: true, context_window: 131_072 }
}

function base64Floats(numbers: number[]): string {
  return Buffer.from(Float32Array.from(numbers).buffer).toString('base64')
}
