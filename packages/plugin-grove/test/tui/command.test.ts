import assert from 'node:assert/strict'
import {OmeError} from '@ome/sdk/errors'
import Tui from '../../src/commands/grove/tui.ts'
import {type GroveWorld, world} from '../world.ts'

const esc = '\u001b'
/** The last thing that is written to a terminal that was taken over. */
const restored = `${esc}[?2004l${esc}[?7h${esc}[?25h${esc}[?1049l`

describe('grove tui', function () {
  this.timeout(30_000)
  let cluster: GroveWorld
  before(async () => {
    cluster = await world()
  })
  after(() => cluster.stop())

  /** Runs until the page shows something. */
  async function shown(argv: readonly string[], wanted: RegExp) {
    const stop = new AbortController()
    let written = ''
    return await cluster.run(Tui, argv, {
      tty: true,
      signal: stop.signal,
      onWrite(_, text) {
        written += text
        if (wanted.test(written)) stop.abort()
      },
    })
  }

  it('needs a terminal, and says what does without', async () => {
    const {code, out, err} = await cluster.run(Tui, [])
    assert.deepEqual([code, out], [2, ''])
    assert.match(err, /^error: there is no terminal to draw on\nhint: what a pipe can show: ome grove status -w\n/)
  })

  for (const example of Tui.examples) {
    const line = example.replace('<%= config.bin %> ', '')
    it(line, async () => {
      const {code, out} = await shown(line.split(' ').slice(2), /decode|my-inference {2}/)
      assert.equal(code, 130)
      assert.ok(out.startsWith(`${esc}[?1049h`))
      assert.ok(out.endsWith(restored))
    })
  }

  it('shows all namespaces', async () => {
    const {out} = await shown(['-A'], /my-inference {2}/)
    assert.match(out, /all namespaces/)
  })

  it('leaves the mouse alone when it is told to', async () => {
    const {out} = await shown(['--no-mouse'], /my-inference/)
    assert.ok(!out.includes('?1000h'))
  })

  it('writes only the lines that changed, at once', async () => {
    const {out} = await shown([], /my-inference {2}/)
    const drawings = out.split(`${esc}[?2026h`).slice(1)
    assert.ok(drawings.length >= 2 && drawings.every((text) => text.includes(`${esc}[?2026l`)))
    assert.ok(!drawings[1]?.includes('Arborist'), 'the title did not change')
  })

  it('gives the terminal back before it tells that a set is not there', async () => {
    const {code, out, err} = await cluster.run(Tui, ['my-inferense'], {tty: true})
    assert.equal(code, 4)
    assert.ok(out.endsWith(restored))
    assert.match(err, /podcliqueset "my-inferense" not found in namespace "prod"\nhint: did you mean my-inference\?/)
  })

  for (const [code, error] of [
    [7, new OmeError('unreachable', 'no route to the cluster')],
    [70, new Error('a defect')],
  ] as const)
    it(`gives the terminal back before it ends with ${code}`, async () => {
      const result = await cluster.run(Tui, [], {tty: true, kube: () => Promise.reject(error)})
      assert.equal(result.code, code)
      assert.ok(result.out.endsWith(restored))
      assert.match(result.err, new RegExp(error.message))
    })

  it('ends with q and with Ctrl-C', async () => {
    assert.equal((await cluster.run(Tui, [], {tty: true, stdin: ['q']})).code, 0)
    const {code, err} = await cluster.run(Tui, [], {tty: true, stdin: ['\u0003']})
    assert.deepEqual([code, err], [130, ''])
  })
})
