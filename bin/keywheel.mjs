#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { buildCommand, isCommandBuilt } from './building.mjs'

/**
 * `npx keywheel`: the command line, bundled anew first where its sources changed. Called from anywhere, it works with the
 * settings and the data folder of this project; files that are named to it are meant from where it was called.
 * `keywheel gateway` is bundled by itself: it starts without the rest.
 */
const calledFrom = process.cwd()
const project = fileURLToPath(new URL('..', import.meta.url))
process.env.KEYWHEEL_HOME ??= project
process.chdir(project)
if (!isCommandBuilt() && !(await buildCommand())) process.exit(1)
process.chdir(calledFrom)
const isGateway = process.argv.length === 3 && process.argv[2] === 'gateway'
await import(isGateway ? '../dist/gateway.js' : '../dist/keywheel.js')
