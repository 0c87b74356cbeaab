/** The path of an upstream request without its query and without a slash at its end. */
export function plainPath(path: string): string {
  const query = path.indexOf('?')
  const plain = query === -1 ? path : path.slice(0, query)
  return plain.endsWith('/') ? plain.slice(0, -1) : plain
}

/** Requests that change nothing upstream. */
export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/** Calls whose cost nobody need know: reads, removals, and what services count, look through or file for nothing. */
export function costsNothing(method: string, path: string): boolean {
  return isRead(method) || method === 'DELETE' || FREE.test(plainPath(path))
}

const FREE =
  /(?:\/moderations|\/input_tokens|\/count_tokens|:countTokens|\/(?:de)?tokenize|\/check-api-key|\/files|\/uploads|\/uploads\/[^/]+\/\w+|\/cancel)$/

/**
 * Calls whose work is done, and billed, after their answer: batches of OpenAI, Anthropic, Groq, Mistral and Gemini,
 * Gemini's long-running predictions, Cohere's embed jobs, fine-tuning, OpenAI's and xAI's videos.
 */
export function isDeferred(path: string): boolean {
  return DEFERRED.test(decoded(plainPath(path)))
}

const DEFERRED =
  /(?:\/batches|\/batch\/jobs|\/embed-jobs|\/fine_tuning\/jobs|\/videos(?:\/generations|\/[^/]+\/remix)?|:batchGenerateContent|:asyncBatch\w+|:predictLongRunning)\/*$/

/** As the upstream reads it: letters may be written as `%62`. */
function decoded(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Chats of OpenAI's dialect, wherever below its origin a service has them. */
export function isOpenAiChat(path: string): boolean {
  return OPENAI_CHAT.test(plainPath(path))
}

const OPENAI_CHAT = /\/(?:chat\/)?completions$/
