import { spawn, spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, waitForPort } from './port'
import { startSubject } from './subject'
import { ANSWER_HEADERS, ANSWER_MORE, ANSWER_TEXT, answerOf } from './workload'

export type BenchUpstream = { name: string; origin: string; stop(): Promise<void> }

/** An instant upstream: nginx where there is one, because it leaves the cores to the subjects, else a Node server. */
export async function startUpstream(folder: string, mockFile: string): Promise<BenchUpstream> {
  if (spawnSync('nginx', ['-v']).status === 0) return startNginx(folder)
  const mock = await startSubject(mockFile, [])
  return { name: 'node', origin: `http://127.0.0.1:${mock.port}`, stop: mock.stop }
}

async function startNginx(folder: string): Promise<BenchUpstream> {
  const port = await freePort()
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'nginx.conf')
  await writeFile(file, nginxConfiguration(folder, port))
  const child = spawn('nginx', ['-p', folder, '-c', file, '-g', 'daemon off;'], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  await waitForPort(port)
  const stop = () =>
    new Promise<void>(resolve => {
      child.once('exit', () => resolve())
      child.kill('SIGTERM')
    })
  return { name: 'nginx', origin: `http://127.0.0.1:${port}`, stop }
}

function nginxConfiguration(folder: string, port: number): string {
  const headers = ANSWER_HEADERS.filter(([name]) => name !== 'content-type')
  return `
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  default_type application/json;
  map $arg_size $more {
    default '';
    10 '${ANSWER_MORE}';
  }
  server {
    listen 127.0.0.1:${port} backlog=4096;
    location / {
      ${headers.map(([name, value]) => `add_header ${name} "${value}";`).join('\n      ')}
      return 200 '${answerOf(1).replace(ANSWER_TEXT, () => `${ANSWER_TEXT}$more$more$more`)}';
    }
  }
}
`
}
