import { type NextRequest, NextResponse } from 'next/server'

/**
 * A content security policy with a fresh nonce for every page: no inline script runs that we did not write.
 * Style attributes stay allowed, because Mantine sizes elements with them. Rights are checked in the pages and routes.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID()
  const policy = contentSecurityPolicy(nonce)
  const headers = new Headers(request.headers)
  headers.set('x-nonce', nonce)
  headers.set('content-security-policy', policy)
  // After signing in a person comes back to the page asked for.
  headers.set('x-keywheel-path', request.nextUrl.pathname + request.nextUrl.search)
  nameOurHost(headers)
  const response = NextResponse.next({ request: { headers } })
  response.headers.set('content-security-policy', policy)
  return response
}

/**
 * Next takes a server action from a page of the host that was asked. A server in front may pass on another `Host` and
 * name ours nowhere: then a page at the address we are known by (NEXTAUTH_URL) is still our own.
 */
function nameOurHost(headers: Headers): void {
  const ours = process.env.NEXTAUTH_URL
  if (!ours || !URL.canParse(ours)) return
  const { host, origin } = new URL(ours)
  if (headers.get('origin') === origin) headers.set('x-forwarded-host', host)
}

function contentSecurityPolicy(nonce: string): string {
  // React's development build evaluates code to rebuild stack traces.
  const development = process.env.NODE_ENV === 'development' ? " 'unsafe-eval'" : ''
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development}`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

export const config = { matcher: '/((?!api/|_next/static|_next/image|favicon.ico|icon.svg).*)' }
