import { fileURLToPath } from 'node:url'
import { buildAll } from './building.mjs'

/** `npm run build`: the generated clients, Next's pages, the command line. Writes the stamp that `npm start` compares. */
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
process.exit((await buildAll()) ? 0 : 1)
