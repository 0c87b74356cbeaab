import type { Route } from '../upstream'

/** The paths that OpenAI's API and its followers share; `path` is what comes after their own base (`/v1`). */
export function routeOpenai(method: string, path: string, isCompatible = false): Route | null {
  const route = (operation: Route['operation'], name: string | null = null): Route => ({
    operation,
    name,
    isCompatible,
    stream: 'by-body',
  })
  if (method === 'POST') {
    if (path === '/chat/completions') return route('chat')
    if (path === '/embeddings') return route('embeddings')
    if (path === '/responses') return route('responses')
    return null
  }
  if (method !== 'GET') return null
  if (path === '/models') return route('models')
  if (path.startsWith('/models/')) return route('model', decodeURIComponent(path.slice('/models/'.length)))
  return null
}
