import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the provider says of whoever comes next. */
export type Claims = { sub: string; email?: string; email_verified?: boolean; name?: string }

const CLIENT = { id: 'keywheel', secret: 'provider-canary-secret' }

/** A small OpenID Connect provider over real HTTP: discovery, authorization code with PKCE, signed id tokens. */
export async function startOidcProvider() {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const codes = new Map<string, { challenge: string; nonce: string; claims: Claims }>()
  const state = { claims: { sub: 'nobody' } as Claims, issuer: '' }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', state.issuer)
    if (url.pathname === '/.well-known/openid-configuration') return json(response, discovery(state.issuer))
    if (url.pathname === '/jwks') {
      return json(response, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] })
    }
    if (url.pathname === '/authorize') return authorize(url.searchParams, response)
    if (url.pathname === '/token') return void exchange(request, response)
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function authorize(asked: URLSearchParams, response: ServerResponse) {
    const code = randomUUID()
    const [challenge, nonce] = [asked.get('code_challenge') ?? '', asked.get('nonce') ?? '']
    codes.set(code, { challenge, nonce, claims: state.claims })
    const back = new URL(asked.get('redirect_uri') ?? '')
    back.search = new URLSearchParams({ code, state: asked.get('state') ?? '' }).toString()
    response.writeHead(302, { location: back.href }).end()
  }

  async function exchange(request: IncomingMessage, response: ServerResponse) {
    const body = new URLSearchParams(Buffer.concat(await request.toArray()).toString())
    const known = codes.get(body.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    const basic = `Basic ${Buffer.from(`${CLIENT.id}:${CLIENT.secret}`).toString('base64')}`
    if (!known || known.challenge !== challenge || request.headers.authorization !== basic) {
      return json(response, { error: 'invalid_grant' }, 400)
    }
    codes.delete(body.get('code') ?? '')
    const now = Math.floor(Date.now() / 1000)
    const claims = { ...known.claims, iss: state.issuer, aud: CLIENT.id, iat: now, exp: now + 60, nonce: known.nonce }
    const id_token = signed({ alg: 'RS256', kid: 'k1', typ: 'JWT' }, claims)
    json(response, { access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token })
  }

  function signed(head: object, claims: object): string {
    const text = [head, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return `${text}.${sign('sha256', Buffer.from(text), privateKey).toString('base64url')}`
  }

  return {
    issuer: state.issuer,
    client: CLIENT,
    /** Whom it introduces from now on. */
    introduce(claims: Claims) {
      state.claims = claims
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }
}
