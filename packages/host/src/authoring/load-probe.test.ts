import assert from 'node:assert/strict'
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join, resolve} from 'node:path'
import {built} from '../../test/launcher.ts'
import {probeLoad} from './load-probe.ts'

const host = resolve(import.meta.dirname, '../..')

describe('loading a bundle to look at it', function () {
  this.timeout(120_000)
  let home: string

  before(() => built())
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'ome-probe-'))
  })
  afterEach(() => rmSync(home, {recursive: true, force: true}))

  function probe(text: string, patienceMs?: number) {
    const path = join(home, 'plugin.cjs')
    writeFileSync(path, text)
    return probeLoad(path, host, new AbortController().signal, patienceMs)
  }

  const good = `const {OmeCommand} = require('@ome/sdk/command')
class Show extends OmeCommand {}
Show.needs = []
Show.risk = 'read'
exports.commands = {get 'x:show'() { return Show }}`

  it('gives every command and how long it took', async () => {
    const {ms, printed, lacks, hangs, error} = await probe(good)

    assert.ok(ms > 0)
    assert.deepEqual(
      {printed, lacks, hangs, error},
      {printed: '', lacks: {'x:show': []}, hangs: false, error: undefined},
    )
  })

  it('tells inherited rights from declared ones', async () => {
    const {lacks} = await probe(good.replace(/Show\.(needs|risk) = .*\n/g, ''))

    assert.deepEqual(lacks, {'x:show': ['needs', 'risk']})
  })

  it('tells that it would keep a process running', async () => {
    assert.equal((await probe(`setInterval(() => {}, 1000)\n${good}`, 3000)).hangs, true)
  })

  it('tells what it prints, and why it cannot be loaded', async () => {
    assert.equal((await probe(`console.error('hello')\n${good}`)).printed, 'hello')
    assert.equal((await probe(`throw new Error('not today')`)).error, 'not today')
    assert.match((await probe(`require('@ome/sdk/tomorrow')`)).error ?? '', /@ome\/sdk\/tomorrow/)
  })
})
