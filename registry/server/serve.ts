#!/usr/bin/env node
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join, resolve} from 'node:path'
import {text} from 'node:stream/consumers'
import {parseArgs} from 'node:util'
import {serveSigned} from './signed-files.ts'
import {ensureInstalled, npmRegistry, setUser} from './verdaccio.ts'

/** One listener for a team: `/ome/` has the signed files of a published tree, everything else is an npm registry. */

const usage = `registry/server/serve.ts [--tree DIR] [--data DIR] [--host ADDRESS] [--port N] [--config FILE]
  registry/server/serve.ts user NAME [--data DIR]      adds a user; the password comes from stdin`
const built = join(import.meta.dirname, '../../dist/registry')

const {values: options, positionals} = read()
const data = resolve(options.data)

try {
  ensureInstalled()
  const [action, name] = positionals
  if (action === undefined) await serve()
  else if (action === 'user' && name !== undefined) {
    await setUser(data, name, (await text(process.stdin)).trim())
    process.stdout.write(`user ${name} may log in\n`)
  } else fail(2, `"${positionals.join(' ')}" is not understood\nusage: ${usage}`)
} catch (error) {
  fail(1, error instanceof Error ? error.message : String(error))
}

async function serve(): Promise<void> {
  const tree = resolve(options.tree)
  const npm = await npmRegistry(resolve(options.config), data)
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/ome/')) serveSigned(tree, request, response)
    else npm.emit('request', request, response)
  })
  server.on('error', (error) => fail(1, error.message))
  server.listen(Number(options.port), options.host, () => {
    const {address, port, family} = server.address() as AddressInfo
    process.stdout.write(`listening on http://${family === 'IPv6' ? `[${address}]` : address}:${port}\n`)
  })
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      server.close(() => process.exit(0))
      server.closeIdleConnections()
    })
}

function read() {
  try {
    return parseArgs({
      options: {
        tree: {type: 'string', default: join(built, 'dev')},
        data: {type: 'string', default: join(built, 'server')},
        host: {type: 'string', default: '127.0.0.1'},
        port: {type: 'string', default: '4873'},
        config: {type: 'string', default: join(import.meta.dirname, 'config.yaml')},
      },
      allowPositionals: true,
    })
  } catch (error) {
    return fail(2, `${error instanceof Error ? error.message : String(error)}\nusage: ${usage}`)
  }
}

function fail(code: number, message: string): never {
  process.stderr.write(`error: ${message}\n`)
  process.exit(code)
}
