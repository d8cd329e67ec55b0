import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {Scene} from './scene.ts'

const kubeconfig = {
  'current-context': 'here',
  contexts: [{name: 'here', context: {cluster: 'c', user: 'u', namespace: 'home'}}],
  clusters: [{name: 'c', cluster: {server: 'http://127.0.0.1:1'}}],
  users: [{name: 'u', user: {token: 'secret-token'}}],
}

describe('what programs give back', function () {
  this.timeout(60_000)
  let scene: Scene
  beforeEach(() => {
    scene = new Scene()
  })
  afterEach(() => scene.end())

  const kubeconfigFile = (): string => {
    const path = join(scene.shop.home, 'kubeconfig')
    writeFileSync(path, JSON.stringify(kubeconfig))
    return path
  }
  for (const [code, passed] of [
    [0, 0],
    [1, 1],
    [2, 2],
    [3, 3],
    [4, 4],
    [5, 5],
    [6, 6],
    [7, 7],
    [130, 130],
    [8, 1],
    [70, 1],
    [255, 1],
  ] as const)
    it(`code ${code} becomes ${passed}`, async () => {
      await scene.script(`echo said >&2; exit ${code}`)
      const {code: ended, err} = await scene.run('x:go', [])
      assert.equal(ended, passed)
      assert.match(err, code === passed ? /^said\n$/ : new RegExp(`error: x go ended with code ${code}`))
    })

  it('that a signal ends have failed', async () => {
    await scene.script('kill -9 $$')
    const {code, err} = await scene.run('x:go', [])
    assert.deepEqual([code, err], [1, 'error: x go was ended by SIGKILL\n'])
  })

  it('print one document under -o json, and text beside it on stderr', async () => {
    await scene.script(
      'echo working >&2; printf "{\\"big\\": 12345678901234567890, \\"out\\": \\"%s\\"}" "$OME_OUTPUT"',
    )
    const {code, out, err} = await scene.run('x:go', ['-o', 'json'])
    assert.deepEqual([code, out, err], [0, '{"big": 12345678901234567890, "out": "json"}\n', 'working\n'])
  })

  it('every other format is made of the JSON', async () => {
    await scene.script(
      'echo "{\\"items\\": [{\\"name\\": \\"a\\"}, {\\"name\\": \\"b\\"}], \\"as\\": \\"$OME_OUTPUT\\"}"',
    )
    assert.equal((await scene.run('x:go', ['-o', 'yaml'])).out, 'as: json\nitems:\n- name: a\n- name: b\n')
    assert.equal((await scene.run('x:go', ['-o', 'jsonpath={.items[*].name}'])).out, 'a b')
    assert.equal((await scene.run('x:go', ['-o', 'custom-columns=N:.name'])).out, 'N\na\nb\n')
  })

  for (const [name, text] of [
    ['nothing', ''],
    ['text', 'echo hello'],
    ['two documents', 'echo "{}{}"'],
    ['half a document', 'printf "{"'],
  ] as const)
    it(`${name} is no document`, async () => {
      await scene.script(text)
      const {code, out, err} = await scene.run('x:go', ['-o', 'json'])
      assert.deepEqual([code, out], [1, ''])
      assert.match(JSON.parse(err).error.message, /x go printed (nothing|something else than one JSON document)/)
    })

  it('a failure under -o json is one error document, in the words of the program', async () => {
    await scene.script('echo "error: no such thing" >&2; echo "hint: look: ome x list" >&2; exit 4')
    const {code, out, err} = await scene.run('x:go', ['-o', 'json'])
    assert.deepEqual([code, out], [4, ''])
    assert.deepEqual(JSON.parse(err), {
      error: {kind: 'not-found', message: 'no such thing', hints: ['look: ome x list']},
    })
  })

  it('escape sequences reach no terminal, whole or in pieces', async () => {
    await scene.script(
      'printf "a\\033[31mred\\033[0m\\n"; printf "\\033]0;title"; sleep 0.05; printf "\\007b\\n"; printf "c\\033[2J" >&2',
    )
    const {out, err} = await scene.run('x:go', [])
    assert.deepEqual([out, err], ['ared\nb\n', 'c'])
  })

  it('gigabytes pass through, and no more of them is held than a line', async () => {
    await scene.script('head -c 300000000 /dev/zero | tr "\\0" x')
    let seen = 0
    let most = 0
    const {code} = await scene.run('x:go', [], {
      onWrite: (text) => {
        seen += text.length
        most = Math.max(most, text.length)
        // The reader has gone, as behind `| head`.
        if (seen > 20_000_000) throw Object.assign(new Error('write EPIPE'), {code: 'EPIPE'})
      },
    })
    assert.equal(code, 0)
    assert.ok(most < 200_000, String(most))
  })

  it('a document without end is stopped', async () => {
    await scene.script('printf "{\\"a\\": \\""; while :; do printf "%065536d" 0; done')
    const {code, err} = await scene.run('x:go', ['-o', 'json'])
    assert.equal(code, 1)
    assert.match(JSON.parse(err).error.message, /printed more than 16 MiB/)
  })

  it('Ctrl-C ends them and what they have started', async () => {
    const ready = join(scene.shop.home, 'ready')
    await scene.script(`sleep 300 & echo "$$ $!" > ${ready}.new; mv ${ready}.new ${ready}; echo up; wait`)
    const abort = new AbortController()
    const {code} = await scene.run('x:go', [], {signal: abort.signal, onWrite: () => abort.abort()})
    assert.equal(code, 130)
    const pids = readFileSync(ready, 'utf8').trim().split(' ').map(Number)
    assert.deepEqual(pids.filter(isRunning), [])
  })

  it('that do not listen are killed, and their kubeconfig is gone', async () => {
    await scene.script('trap "" TERM INT; echo up; while :; do sleep 1; done', {kubeconfig: 'context'})
    const abort = new AbortController()
    const {code} = await scene.run('x:go', [], {
      kubeconfig: kubeconfigFile(),
      signal: abort.signal,
      onWrite: () => abort.abort(),
    })
    assert.equal(code, 130)
    assert.equal(existsSync(join(scene.cache, 'run')), false)
  })

  it('what they leave behind holds nobody up', async () => {
    await scene.script('sleep 300 & echo done')
    const {code, out} = await scene.run('x:go', [])
    assert.deepEqual([code, out], [0, 'done\n'])
  })

  it('read what is piped in when they say so, and nothing otherwise', async () => {
    await scene.script('wc -c | tr -d " "', {stdin: true})
    assert.equal((await scene.run('x:go', [], {stdin: 'x'.repeat(100_000)})).out, '100000\n')
  })

  it('that do not read their input to its end are no failure', async () => {
    await scene.script('head -c 1', {stdin: true})
    const {code, out} = await scene.run('x:go', [], {stdin: 'x'.repeat(5_000_000)})
    assert.deepEqual([code, out], [0, 'x'])
  })
})

/** One that has ended and that nobody has asked about yet is not running. */
function isRunning(pid: number): boolean {
  const {stdout} = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {encoding: 'utf8'})
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}
