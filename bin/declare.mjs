import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import ts from 'typescript'

/**
 * Writes the types of what applications import, `dist/types/lib/server/in-process.d.ts` and the declarations it
 * reaches, with our `@/` turned into relative paths: outside this repository nobody knows the alias.
 */
const ENTRY = 'lib/server/in-process.ts'
const OUT = 'dist/types'
const IMPORT = /(from |import\()(['"])(@\/|\.{1,2}\/)([^'"]+)\2/g

const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile)
const { options } = ts.parseJsonConfigFileContent(config, ts.sys, '.')
const program = ts.createProgram([ENTRY], {
  ...options,
  noEmit: false,
  declaration: true,
  emitDeclarationOnly: true,
  incremental: false,
})
const declare = source => {
  let text = null
  program.emit(
    program.getSourceFile(source),
    (_, written) => {
      text = written
    },
    undefined,
    true,
  )
  return text
}

const seen = new Set()
const waiting = [ENTRY]
for (let source = waiting.pop(); source !== undefined; source = waiting.pop()) {
  if (seen.has(source)) continue
  seen.add(source)
  const declared = declare(source)
  if (declared === null) throw new Error(`no declarations of ${source}`)
  const text = declared.replace(IMPORT, (_, lead, quote, kind, path) => {
    const target = kind === '@/' ? `${path}.ts` : relative('.', resolve(dirname(source), `${kind}${path}.ts`))
    waiting.push(target)
    const way = relative(dirname(source), target).replace(/\.ts$/, '.js')
    return `${lead}${quote}${way.startsWith('.') ? way : `./${way}`}${quote}`
  })
  const file = `${OUT}/${source.replace(/\.ts$/, '.d.ts')}`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
