import { readFileSync } from 'node:fs'
import { buffer, text } from 'node:stream/consumers'
import { BadInput } from './trouble'

/** Where a secret comes from: never silently from the command line, which others can see. */
export type SecretSource = { argument: string | undefined; file: string | undefined; warn(line: string): void }

/** Reads one secret: from a file, from standard input, or asked for without showing it. */
export async function readSecret({ argument, file, warn }: SecretSource): Promise<string> {
  if (argument !== undefined) {
    warn('a key on the command line stays in the history of your shell; leave it out and paste it when asked')
    return argument.trim()
  }
  const given = await readGiven(file)
  const lines = given.split(/\r?\n/).filter(line => line.trim() !== '')
  if (lines.length === 0) throw new BadInput([`${file ?? 'standard input'}: no key was given`])
  if (lines.length > 1) {
    throw new BadInput([
      `${file ?? 'standard input'}: wanted one key, found ${lines.length} lines; use \`keys import\``,
    ])
  }
  return lines[0]?.trim() ?? ''
}

/** Reads a password: the first line of standard input, or asked for twice without showing it. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) {
    const [line = ''] = (await text(process.stdin)).split(/\r?\n/)
    if (line === '') throw new BadInput(['standard input: no password was given'])
    return line
  }
  const password = await askHidden('Password (not shown): ')
  if ((await askHidden('The same again: ')) !== password) throw new BadInput(['the two passwords differ'])
  return password
}

function readGiven(file: string | undefined): Promise<string> | string {
  if (file !== undefined && file !== '-') return readTextFile(file)
  return process.stdin.isTTY ? askHidden('API key (not shown): ') : buffer(process.stdin).then(decodeText)
}

/** A file that an operator named. */
export function readTextFile(path: string): string {
  try {
    return decodeText(readFileSync(path))
  } catch (error) {
    throw new BadInput([`${path}: ${reasonOf(error)}`])
  }
}

/** What Windows saves as \"Unicode\" is UTF-16 behind a mark; everything else is UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'there is no such file'
  if (code === 'EACCES') return 'may not be read'
  return code === 'EISDIR' ? 'is a folder' : 'cannot be read'
}

const BACKSPACES = new Set(['\u007f', '\b'])
const ENDS = new Set(['\r', '\n', '\u0004'])
const INTERRUPT = '\u0003'

/** Asks on the terminal without echo; Ctrl-C gives up. */
function askHidden(question: string): Promise<string> {
  const { stdin, stderr } = process
  stderr.write(question)
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  stdin.resume()
  return new Promise((resolve, reject) => {
    let answer = ''
    const end = () => {
      stdin.off('data', hear)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const hear = (typed: string) => {
      for (const char of typed) {
        if (char === INTERRUPT) {
          end()
          reject(new BadInput(['given up, nothing was changed']))
          return
        }
        if (ENDS.has(char)) {
          end()
          resolve(answer)
          return
        }
        answer = BACKSPACES.has(char) ? answer.slice(0, -1) : answer + char
      }
    }
    stdin.on('data', hear)
  })
}
