import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Without a display, a sandbox of its own (it may run as root) and talk of its own to the network. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** The system's Chromium, by the folders of a `PATH`. @throws one sentence that says how to get it */
export function findChromium(path = ''): string {
  const paths = path.split(delimiter).flatMap(folder => NAMES.map(name => join(folder, name)))
  const found = paths.find(isExecutable)
  if (found === undefined)
    throw new Error('Chromium is not on the PATH, and the stories need it (Debian: apt-get install chromium)')
  return found
}

/** For measures of the server: a browser that takes none of the time the server wants, as if it ran elsewhere. */
export function elsewhere() {
  const env = { ...definedOnly(process.env), KEYWHEEL_CHROMIUM: findChromium(process.env.PATH) }
  return { executablePath: join(import.meta.dirname, 'elsewhere-chromium.sh'), args: chromiumFlags, env }
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
