import assert from 'node:assert/strict'
import {execFile} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {splitWords} from '../src/routes/expand-alias.ts'
import {readManifest} from '../src/routes/read-manifest.ts'
import {decodeIndex, type RouteIndex} from '../src/routes/route-index.ts'
import type {Both, Ended, Line} from './both-routes.ts'
import {built, Machine} from './launcher.ts'

/** They end by a signal only, leave a process behind, or tell of several requests in the order they fail. */
const unsteady = new Set([
  'echo:wait',
  'sandbox:up',
  'search:hf',
  'models:describe',
  'models:estimate',
  'grove:compare',
])

describe('direct and full route', function () {
  this.timeout(600_000)
  before(built)

  it('give the same code, stdout and stderr for every command and its examples', async () => {
    using machine = new Machine()
    machine.write('.kube/config', JSON.stringify(unreachable))
    await machine.run('version --client')
    const index = decodeIndex(readFileSync(join(machine.data, 'cache/routes.json')))
    assert.ok(index)
    const ids = Object.keys(index.commands)
    assert.ok(ids.length > 40, `${ids.length} commands`)
    const lines = ids.flatMap((id) => linesOf(id, index))

    const ended = await bothRoutes(machine.home, lines)

    const differing = ended.flatMap(({direct, full}, at) =>
      steady(direct) === steady(full) && direct.code !== 70 ? [] : [{line: lines[at]?.words.join(' '), direct, full}],
    )
    assert.deepEqual([ended.length, differing], [lines.length, []])
  })

  it('every command shows its help with an example that begins with the program', async () => {
    using machine = new Machine()
    await machine.run('version --client')
    const index = decodeIndex(readFileSync(join(machine.data, 'cache/routes.json')))
    const ids = Object.keys(index?.commands ?? {})
    const lines = ids.map((id) => ({words: [...id.split(':'), '--help'], changes: false}))

    for (const [at, {direct}] of (await bothRoutes(machine.home, lines)).entries()) {
      const words = ids[at]?.replaceAll(':', ' ')
      assert.deepEqual([direct.code, direct.err], [0, ''], words)
      assert.match(direct.out, new RegExp(`USAGE\n  \\$ ome ${words}`), words)
      assert.doesNotMatch(direct.out, /<%/, words)
    }
  })
})

/** Without the time and process that programs of Kubernetes put before what they say, how long a thing took, and times in names. */
const steady = (ended: Ended): string =>
  JSON.stringify(ended).replaceAll(/E\d{4} [\d:.]+ +\d+ |\b\d+ ms\b|\b\d{8}T\d{6}Z\b/g, '')

function linesOf(id: string, index: RouteIndex): readonly Line[] {
  const words = id.split(':')
  const wrong = {words: [...words, '--no-such-flag'], changes: false}
  if (unsteady.has(id)) return [wrong]
  return [wrong, {words, changes: true}, ...examplesOf(id, index).map((example) => ({words: example, changes: true}))]
}

/** What the shell would pass; lines that need more of a shell than its quotes are left out. */
function examplesOf(id: string, {commands, plugins}: RouteIndex): readonly (readonly string[])[] {
  const plugin = plugins[commands[id]?.[0] ?? -1]
  const examples = plugin ? (readManifest(plugin.root).commands[id]?.examples ?? []) : []
  return examples
    .map((example) => (typeof example === 'string' ? example : example.command))
    .map((line) => line.replace('<%= config.bin %>', 'ome').replace('<%= command.id %>', id.replaceAll(':', ' ')))
    .filter((line) => line.startsWith('ome ') && !/[|>&]|\$\(/.test(line))
    .map((line) => splitWords(line).slice(1))
}

function bothRoutes(home: string, lines: readonly Line[]): Promise<readonly Both[]> {
  const program = join(import.meta.dirname, 'both-routes.ts')
  const env = {PATH: process.env['PATH'], HOME: home, LANG: 'C.UTF-8', EDITOR: 'true', OME_HF_ENDPOINT: nowhere}
  return new Promise((done, failed) => {
    const child = execFile(
      process.execPath,
      [program, home, JSON.stringify(lines)],
      {maxBuffer: 2 ** 27, env},
      (error, out, err) => {
        if (error) failed(new Error(`${error.message}\n${err}`))
        else done(JSON.parse(out))
      },
    )
    child.stdin?.end()
  })
}

const nowhere = 'http://127.0.0.1:1'
const unreachable = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'nowhere',
  contexts: [{name: 'nowhere', context: {cluster: 'nowhere', user: 'nobody'}}],
  clusters: [{name: 'nowhere', cluster: {server: nowhere}}],
  users: [{name: 'nobody', user: {}}],
}
