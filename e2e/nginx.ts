import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const DOCUMENTED = resolve(import.meta.dirname, '../docs/nginx.conf')
const READY_LIMIT_MS = 10_000

/** Where nginx stands, and what it stands in front of. */
export type Front = { port: number; dashboardPort: string; gatewayPort: string }

/** `certificate`: to be trusted by who asks. */
export type Nginx = { certificate: string; stop(): Promise<void> }

/** Debian keeps it where only root looks. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` }

/** The certificate is made by OpenSSL. */
export const hasNginx = [
  ['nginx', '-v'],
  ['openssl', 'version'],
].every(([command = '', ...words]) => spawnSync(command, words, { env }).status === 0)

/**
 * The real nginx with the configuration of `docs/nginx.conf`, but for names and ports: the dashboard is
 * `https://localhost:<port>`, the gateway `https://127.0.0.1:<port>`.
 */
export async function startNginx(front: Front): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'keywheel-nginx-'))
  // its workers are another user's
  chmodSync(folder, 0o755)
  makeCertificate(folder)
  const file = join(folder, 'nginx.conf')
  writeFileSync(file, configuration(folder, front))
  const child = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], { env, stdio: 'inherit' })
  const ended = once(child, 'exit')
  await waitForPort(front.port)
  return {
    certificate: readFileSync(join(folder, 'cert.pem'), 'utf8'),
    stop: async () => {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true })
    },
  }
}

function makeCertificate(folder: string): void {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1'
  const made = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')]
  const asked = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  execFileSync('openssl', ['req', ...asked, '-subj', '/CN=localhost', '-addext', names, ...made], { stdio: 'ignore' })
}

function configuration(folder: string, { port, dashboardPort, gatewayPort }: Front): string {
  const documented = readFileSync(DOCUMENTED, 'utf8')
    .replaceAll('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('server_name keywheel.example.com', 'server_name localhost')
    .replaceAll('server_name gateway.example.com', 'server_name 127.0.0.1')
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${dashboardPort}`)
    .replaceAll('127.0.0.1:4000', `127.0.0.1:${gatewayPort}`)
    .replaceAll(/ssl_certificate .*;/g, `ssl_certificate ${folder}/cert.pem;`)
    .replaceAll(/ssl_certificate_key .*;/g, `ssl_certificate_key ${folder}/key.pem;`)
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${folder}/${name};`,
  )
  return `
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
access_log off;
${temporary.join('\n')}
${documented}
}
`
}

async function waitForPort(port: number): Promise<void> {
  const deadlineAt = performance.now() + READY_LIMIT_MS
  while (performance.now() < deadlineAt) {
    const socket = connect(port, '127.0.0.1')
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    )
    socket.destroy()
    if (isOpen) return
    await sleep(50)
  }
  throw new Error('nginx does not listen')
}
