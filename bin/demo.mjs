import { fileURLToPath } from 'node:url'
import { buildAll, isBuilt } from './building.mjs'
import { serve } from './serving.mjs'

/** `npm run demo`: Keywheel against simulated upstreams, with sample keys, steady traffic and faults. */
process.chdir(fileURLToPath(new URL('..', import.meta.url)))
if (!isBuilt() && !(await buildAll())) process.exit(1)

// Real keys and settings have no business here: nothing of `.env` is read, and what the shell has is left out.
for (const name of Object.keys(process.env)) {
  if (/_API_KEY(_\d+)?$|^(KEYWHEEL_(?!LOG_LEVEL).*|DATABASE_URL|REDIS_URL|NEXTAUTH_.*)$/.test(name))
    delete process.env[name]
}
const { prepareDemo } = await import('../dist/demo.js')
const demo = await prepareDemo(process.argv[2] ?? 'busy')
Object.assign(process.env, demo.environment)
await serve()
// Next listens before the Runtime has started; its first answer says that it has.
await fetch(`http://127.0.0.1:${demo.environment.PORT}/login`)
await demo.begin()
console.log(`\n${demo.lines.join('\n')}\n`)
