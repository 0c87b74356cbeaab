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
