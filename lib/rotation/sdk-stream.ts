import { usageText } from './sdk-answer'
import { field, objectAt } from './sdk-signal'

/** How a stream came to its end: read to the end, left early by its reader, or broken. */
export type StreamEnding = { kind: 'done' } | { kind: 'left' } | { kind: 'broke'; error: unknown }

type Items = AsyncIterator<unknown>

/**
 * Takes a streamed answer under watch without replacing it: the reader keeps the SDK's own object, all its methods
 * included. Streams are the `Stream` of openai, groq-sdk and @anthropic-ai/sdk and every async generator
 * (@google/genai's streams). `null` for anything else, helpers that are read by events among them.
 */
export function adoptStream(returned: unknown): AdoptedStream | null {
  if (typeof returned !== 'object' || returned === null || !Object.isExtensible(returned)) return null
  if (typeof field(returned, 'getReader') === 'function') return null
  if (isGeneratedSdkStream(returned)) return new AdoptedStream(sourceOfSdkStream(returned), controllerOf(returned))
  return isAsyncGenerator(returned) ? new AdoptedStream(sourceOfGenerator(returned), null) : null
}

/** Where a stream's items come from, and how to put the watched items in their place. */
type Source = { open(): Items; replace(watched: Items): void }

/** A stream under watch. Its first item is fetched ahead, so that an answer that breaks at once can be tried again. */
export class AdoptedStream {
  /** The first and the last statement of what was used. */
  firstUsage: string | null = null
  lastUsage: string | null = null
  private readonly items: Items
  private readonly controller: AbortController | null
  private ahead: IteratorResult<unknown> | null = null
  private ending: StreamEnding | null = null
  private hear: ((ending: StreamEnding) => void) | null = null

  constructor(source: Source, controller: AbortController | null) {
    this.items = source.open()
    this.controller = controller
    source.replace(this.watched())
  }

  /** Fetches the first item; throws what the stream throws. */
  async fetchFirst(): Promise<void> {
    this.ahead = await this.items.next()
    if (!this.ahead.done) this.note(this.ahead.value)
  }

  /** Calls once, when the stream has ended; at once when it has. */
  onEnd(hear: (ending: StreamEnding) => void): void {
    this.hear = hear
    if (this.ending) hear(this.ending)
  }

  private watched(): Items {
    return {
      next: () => this.next(),
      return: async value => {
        this.end({ kind: 'left' })
        this.ahead = null
        await this.items.return?.()
        return { done: true, value }
      },
      throw: async error => {
        this.end({ kind: 'left' })
        if (!this.items.throw) throw error
        return this.items.throw(error)
      },
    }
  }

  private async next(): Promise<IteratorResult<unknown>> {
    try {
      const result = this.ahead ?? (await this.items.next())
      if (result.done) this.end(this.controller?.signal.aborted ? { kind: 'left' } : { kind: 'done' })
      else if (this.ahead === null) this.note(result.value)
      this.ahead = null
      return result
    } catch (error) {
      this.end({ kind: 'broke', error })
      throw error
    }
  }

  private note(item: unknown): void {
    const text = usageText(item)
    if (text === null) return
    this.firstUsage ??= text
    this.lastUsage = text
  }

  private end(ending: StreamEnding): void {
    if (this.ending) return
    this.ending = ending
    this.hear?.(ending)
  }
}

/** They keep the function that opens their items as a field, and everything they offer goes through it. */
type GeneratedSdkStream = { iterator: () => Items }

function isGeneratedSdkStream(value: object): value is GeneratedSdkStream {
  return Object.hasOwn(value, 'iterator') && typeof field(value, 'iterator') === 'function' && isIterable(value)
}

/** A second reading asks the SDK itself, which says that the stream was consumed. */
function sourceOfSdkStream(stream: GeneratedSdkStream): Source {
  const open = stream.iterator
  return {
    open,
    replace: watched => {
      let isTaken = false
      stream.iterator = () => {
        if (isTaken) return open()
        isTaken = true
        return withItself(watched)
      }
    },
  }
}

function controllerOf(stream: object): AbortController | null {
  const controller = objectAt(stream, 'controller')
  return controller instanceof AbortController ? controller : null
}

function isAsyncGenerator(value: object): value is AsyncGenerator<unknown> {
  return isIterable(value) && ['next', 'return', 'throw'].every(name => typeof field(value, name) === 'function')
}

function sourceOfGenerator(generator: AsyncGenerator<unknown>): Source {
  const next = generator.next.bind(generator)
  const end = generator.return.bind(generator)
  const raise = generator.throw.bind(generator)
  return {
    open: () => ({ next: () => next(), return: value => end(value), throw: error => raise(error) }),
    replace: watched => {
      Object.assign(generator, watched)
    },
  }
}

function isIterable(value: object): boolean {
  return typeof Reflect.get(value, Symbol.asyncIterator) === 'function'
}

function withItself(items: Items): AsyncIterableIterator<unknown> {
  const iterable = { ...items, [Symbol.asyncIterator]: () => iterable }
  return iterable
}
