import assert from 'node:assert/strict'
import {createServer} from 'node:net'
import {join} from 'node:path'
import {Machine, root} from './program.ts'
import {given} from './target.ts'

const program = [process.execPath, join(root, 'bin', 'ome')]

/** A port that nothing listens at now. */
async function freePort(): Promise<number> {
  const server = createServer()
  const port = await listening(server, 0)
  server.close()
  return port
}

function listening(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
}

/** Each with its exit code, and when it comes: as soon as the program runs, with its first words, or with later ones. */
const signals = [
  ['SIGINT', 130, [0, 1, 3]],
  ['SIGTERM', 143, [1]],
  ['SIGKILL', undefined, [3]],
] as const

if (given === undefined)
  describe('commands that run until they are ended', () => {
    let machine: Machine
    before(async function () {
      this.timeout(60_000)
      machine = new Machine()
      const up = await machine.ome('sandbox', 'up', '--scenario', 'tour-ome', '--speed', '20')
      assert.equal(up.code, 0, up.err)
      await machine.useSandbox()
    })
    after(async () => {
      await machine.ome('sandbox', 'down')
      machine.remove()
    })

    /** The program and all it started have ended when their output is closed. */
    async function ended(words: readonly string[], signal: NodeJS.Signals, pieces: number) {
      let seen = 0
      const {child, done} = machine.start([...program, ...words], {
        onOutput: (running) => {
          seen += 1
          if (seen === pieces) running.kill(signal)
        },
      })
      if (pieces === 0) child.once('spawn', () => child.kill(signal))
      return await done
    }

    for (const [signal, code, moments] of signals)
      for (const pieces of moments) {
        const when = pieces === 0 ? 'at once' : `after ${pieces} pieces of output`
        it(`end with ${signal} ${when} and leave nothing behind`, async () => {
          const port = await freePort()
          const lines = [
            ['logs', 'service', 'prod-llama', '--follow'],
            ['exec', 'service', 'prod-llama', '--', 'sh', '-c', 'while true; do echo on; sleep 1; done'],
            // It says one thing only, for as long as its pod stays.
            ...(pieces > 1 ? [] : [['port-forward', 'service', 'prod-llama', `${port}:8080`]]),
          ]
          for (const words of lines) {
            const result = await ended(words, signal, pieces)
            const expected = result.signal === null ? code : signal
            assert.ok(
              result.signal === signal || (result.signal === null && result.code === code),
              `${words[0]}: ${result.signal ?? result.code} instead of ${expected}: ${result.err}`,
            )
          }
          const server = createServer()
          assert.equal(await listening(server, port), port)
          server.close()
        })
      }
  })
