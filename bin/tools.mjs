import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Programs that some tests and the benchmarks drive, with their Debian package and what goes without them. */
const TOOLS = [
  { command: 'chromium', debianPackage: 'chromium', without: 'the stories in the browser are not run' },
  {
    command: 'nginx',
    debianPackage: 'nginx-light',
    without: 'the benchmark uses a Node upstream, and the stories behind nginx are skipped',
  },
  { command: 'wrk', debianPackage: 'wrk', without: 'the benchmark uses autocannon' },
  { command: 'redis-server', debianPackage: 'redis-server', without: 'tests of many processes are skipped' },
]

function isOnPath(command) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.some(folder => {
    try {
      accessSync(join(folder, command), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Is this tool there now? */
export const hasTool = command => isOnPath(command)

/** Looks for every tool; as root on Debian it installs what is missing. Returns one line for people per tool. */
export function provideTools() {
  const missing = TOOLS.filter(tool => !isOnPath(tool.command))
  if (missing.length > 0 && process.getuid?.() === 0 && isOnPath('apt-get')) install(missing)
  return TOOLS.map(({ command, debianPackage, without }) =>
    isOnPath(command)
      ? `tool ${command}: found`
      : `tool ${command}: missing, so ${without} (Debian: apt-get install ${debianPackage})`,
  )
}

function install(tools) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, stdio: 'ignore', timeout: 300_000 }
  const packages = tools.map(tool => tool.debianPackage)
  try {
    execFileSync('apt-get', ['update'], options)
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)
  } catch (error) {
    console.error(`tools: apt-get could not install ${packages.join(', ')} (${error.message.split('\n')[0]})`)
  }
}
