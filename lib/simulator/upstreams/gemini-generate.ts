import { type Asked, replyChunk, replyChunkCount, replyTokens, type StreamScript } from '../upstream'

/** One `GenerateContentResponse`; a stream sends one for each chunk. */
export function generated(
  asked: Asked,
  text: string,
  finishReason: string | null,
  replied: number,
): Record<string, unknown> {
  return {
    candidates: [
      { content: { parts: [{ text }], role: 'model' }, ...(finishReason ? { finishReason } : {}), index: 0 },
    ],
    usageMetadata: {
      promptTokenCount: asked.promptTokens,
      candidatesTokenCount: replied,
      totalTokenCount: asked.promptTokens + replied,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: asked.promptTokens }],
    },
    modelVersion: asked.model,
    responseId: 'simulated',
  }
}

/** With `alt=sse` events that end in CRLF, as the service writes them; without it, a JSON list that arrives in parts. */
export function geminiScript(asked: Asked, error: string): StreamScript {
  const count = replyChunkCount(asked)
  const total = replyTokens(asked)
  const chunk = (number: number) =>
    JSON.stringify(
      generated(
        asked,
        replyChunk(asked, number),
        number === count ? 'STOP' : null,
        Math.ceil((total * number) / count),
      ),
    )
  if (asked.route.stream === 'array') {
    return {
      contentType: 'application/json; charset=UTF-8',
      opening: '[',
      chunk: number => `${number === 1 ? '' : ',\r\n'}${chunk(number)}`,
      closing: ']',
      error: `,\r\n${error.slice('data: '.length).trimEnd()}]`,
    }
  }
  return {
    contentType: 'text/event-stream',
    opening: '',
    chunk: number => `data: ${chunk(number)}\r\n\r\n`,
    closing: '',
    error,
  }
}
