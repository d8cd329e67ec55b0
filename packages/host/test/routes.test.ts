import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {decodeIndex} from '../src/routes/route-index.ts'
import {built, type Ended, Machine} from './launcher.ts'

/** Waits for a signal, so without one it has no end to compare. */
const endless = new Set(['echo:wait'])

describe('direct and full route', function () {
  this.timeout(240_000)
  before(built)

  it('give the same code, stdout and stderr for every command', async () => {
    using machine = new Machine()
    machine.write('.kube/config', JSON.stringify(unreachable))
    await machine.run('version --client')
    const index = decodeIndex(readFileSync(join(machine.data, 'cache/routes.json')))
    const lines = Object.entries(index?.commands ?? {}).flatMap(([id, [, , risk]]) => {
      const words = id.replaceAll(':', ' ')
      const harmless = risk === 'read' && !endless.has(id)
      return [`${words} --no-such-flag`, `${words} --help`, ...(harmless ? [words] : [])]
    })
    assert.ok(lines.length > 40, `${lines.length} command lines`)

    const differing: string[] = []
    for (const line of lines) {
      const run = (route: string): Promise<Ended> => machine.run(line, {env: {OME_ROUTE: route}})
      const direct = await run('direct')
      const full = await run('full')
      if (JSON.stringify(direct) !== JSON.stringify(full))
        differing.push(`${line}\n${JSON.stringify(direct)}\n${JSON.stringify(full)}`)
      assert.notEqual(direct.code, 70, `${line}: ${direct.err}`)
    }

    assert.deepEqual(differing, [])
  })

  it('every command shows its help with an example that begins with the program', async () => {
    using machine = new Machine()
    await machine.run('version --client')
    const index = decodeIndex(readFileSync(join(machine.data, 'cache/routes.json')))

    for (const id of Object.keys(index?.commands ?? {})) {
      const {code, out, err} = await machine.run([...id.split(':'), '--help'])

      assert.deepEqual({code, err}, {code: 0, err: ''}, id)
      assert.match(out, new RegExp(`USAGE\n  \\$ ome ${id.replaceAll(':', ' ')}`), id)
      assert.doesNotMatch(out, /<%/, id)
    }
  })
})

const unreachable = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'nowhere',
  contexts: [{name: 'nowhere', context: {cluster: 'nowhere', user: 'nobody'}}],
  clusters: [{name: 'nowhere', cluster: {server: 'http://127.0.0.1:1'}}],
  users: [{name: 'nobody', user: {}}],
}
