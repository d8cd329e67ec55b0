import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {refuses} from '../plugins/workshop.ts'
import {Scene} from './scene.ts'

const kubeconfig = {
  'current-context': 'here',
  contexts: [{name: 'here', context: {cluster: 'c', user: 'u', namespace: 'home'}}],
  clusters: [{name: 'c', cluster: {server: 'http://127.0.0.1:1'}}],
  users: [{name: 'u', user: {token: 'secret-token'}}],
}

/** Commands that are programs of any language, installed from a signed registry and run on this machine. */
describe('programs as commands', function () {
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
  const flags = {
    level: {type: 'option', integer: true, min: 1, max: 9},
    tag: {type: 'option', multiple: true},
    loud: {type: 'boolean', allowNo: true},
    mode: {type: 'option', options: ['fast', 'slow'], default: 'fast'},
  }

  it('get flags and arguments as words and as JSON', async () => {
    await scene.script(
      'for word in "$@"; do echo "$word"; done; echo "$OME_INPUT"; echo "$OME_COMMAND|$OME_API"',
      {},
      {
        args: {name: {required: true}, more: {}},
        flags,
      },
    )
    const {code, out} = await scene.run('x:go', [
      '--tag',
      'a',
      'first',
      '--no-loud',
      '--tag=b c',
      '--level',
      '3',
      '--',
      '-x',
    ])

    const lines = out.trimEnd().split('\n')
    assert.equal(code, 0)
    assert.deepEqual(lines.slice(0, 8), [
      '--level=3',
      '--tag=a',
      '--tag=b c',
      '--no-loud',
      '--mode=fast',
      '--',
      'first',
      '-x',
    ])
    assert.deepEqual(JSON.parse(lines[8] ?? ''), {
      apiVersion: 'ome.cli/v1',
      kind: 'CommandInput',
      command: 'x go',
      args: {name: 'first', more: '-x'},
      flags: {level: 3, tag: ['a', 'b c'], loud: false, mode: 'fast'},
    })
    assert.equal(lines[9], 'x go|1')
  })

  for (const [name, argv, reason] of [
    ['an unknown flag', ['--nope'], /Nonexistent flag: --nope|unknown flag/i],
    ['a value out of its bounds', ['--level', '10'], /9|integer/],
    ['a value that is no option', ['--mode', 'warp'], /fast, slow/],
    ['an argument too many', ['a'], /argument/i],
  ] as const)
    it(`${name} is refused before the program starts`, async () => {
      await scene.script('touch "$TMPDIR_MARK"; echo started', {}, {flags})
      const {code, out, err} = await scene.run('x:go', argv)
      assert.deepEqual([code, out], [2, ''])
      assert.match(err, reason)
    })

  it('see a few harmless variables, those they name, and nothing else', async () => {
    await scene.script('env | sed "s/=.*//" | sort', {env: ['EDITOR']})
    const env = {
      LANG: 'C',
      LC_ALL: 'C',
      TERM: 'xterm',
      TZ: 'UTC',
      NO_COLOR: '1',
      EDITOR: 'ed',
      OME_TOKEN: 'secret',
      AWS_SECRET_ACCESS_KEY: 'secret',
      KUBECONFIG: '/nowhere',
      NODE_OPTIONS: '--inspect',
      LD_PRELOAD: '',
      HOME: '/root',
    }
    const {out} = await scene.run('x:go', [], {env})
    // PWD, OLDPWD, SHLVL and _ are the shell's own.
    const seen = out
      .trimEnd()
      .split('\n')
      .filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name))
    assert.deepEqual(seen, [
      'EDITOR',
      'LANG',
      'LC_ALL',
      'NO_COLOR',
      'OME_API',
      'OME_COMMAND',
      'OME_CONTEXT',
      'OME_INPUT',
      'OME_NAMESPACE',
      'OME_OUTPUT',
      'PATH',
      'TERM',
      'TZ',
    ])
  })

  it('get a kubeconfig of one context for as long as they run', async () => {
    await scene.script('echo "$KUBECONFIG|$OME_CONTEXT|$OME_NAMESPACE"; cat "$KUBECONFIG"; ls -l "$KUBECONFIG" >&2', {
      kubeconfig: 'context',
    })
    const {code, out, err} = await scene.run('x:go', ['-n', 'team'], {kubeconfig: kubeconfigFile()})

    const [first = '', ...rest] = out.split('\n')
    const [path = '', context, namespace] = first.split('|')
    const given = JSON.parse(rest.join('\n'))
    assert.deepEqual([code, context, namespace], [0, 'here', 'team'])
    assert.match(err, /^-rw-------/)
    assert.deepEqual([given.contexts.length, given.contexts[0].context.namespace], [1, 'team'])
    assert.equal(given.users[0].user.token, 'secret-token')
    assert.equal(existsSync(path), false)
    assert.equal(existsSync(join(scene.cache, 'run')), false)
  })

  it('get none when they ask for none', async () => {
    await scene.script('echo "[$KUBECONFIG]"')
    assert.equal((await scene.run('x:go', [], {kubeconfig: kubeconfigFile()})).out, '[]\n')
    assert.equal((await scene.run('x:go', ['-n', 'a'])).code, 2)
  })

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

  it('that were changed since they were installed do not run', async () => {
    await scene.script('echo good')
    const program = join(scene.row().root, 'bin/go')
    chmodSync(program, 0o755)
    writeFileSync(program, '#!/bin/sh\necho evil\n')
    const {code, out, err} = await scene.run('x:go', [])
    assert.deepEqual([code, out], [5, ''])
    assert.match(err, /plugin ome-x has been changed since it was installed/)
  })

  it('a file beside them that was changed stops them as well', async () => {
    const folder = scene.folder(
      {'bin/go': '#!/bin/sh\ncat "$(dirname "$0")/../README.md"\n', 'README.md': 'fine\n'},
      {exec: ['bin/go']},
    )
    await scene.install(folder, 'ome-x')
    assert.equal((await scene.run('x:go', [])).out, 'fine\n')
    const readme = join(scene.row().root, 'README.md')
    chmodSync(readme, 0o644)
    writeFileSync(readme, 'evil\n')
    assert.equal((await scene.run('x:go', [])).code, 5)
  })

  it('Python runs isolated, and a version that is too old is named', async () => {
    const print = 'import os, sys\nprint(sys.flags.isolated, os.environ.get("OME_COMMAND"), sys.argv[1:])\n'
    const python = (wanted: string) => ({exec: ['bin/go.py', 'fixed'], python: wanted})
    await scene.install(scene.folder({'bin/go.py': print}, python('>=3.8'), {}, 'python'), 'ome-x')
    assert.equal((await scene.run('x:go', [])).out, "1 x go ['fixed']\n")

    const second = new Scene()
    try {
      await second.install(second.folder({'bin/go.py': print}, python('>=3.99'), {}, 'python'), 'ome-x')
      const {code, err} = await second.run('x:go', [])
      assert.equal(code, 1)
      assert.match(err, /^error: x go needs Python >=3\.99, and \S*python3 is 3\.\d+\.\d+\n/)
      const nowhere = await second.run('x:go', [], {env: {PATH: '/nowhere'}})
      assert.equal(nowhere.code, 1)
      assert.match(nowhere.err, /^error: x go needs Python >=3\.99, and there is no python3 in PATH\n/)
    } finally {
      second.end()
    }
  })

  it('a binary for another platform is not even installed', async () => {
    const folder = scene.folder(
      {'bin/plan9-mips/go': '', 'bin/windows-arm64/go': ''},
      {exec: ['bin/{os}-{arch}/go']},
      {},
      'binary',
    )
    chmodSync(join(folder, 'bin/plan9-mips/go'), 0o644)
    await refuses(scene.install(folder, 'ome-x'), 'conflict', /does not run on \w+-\w+/)
  })

  it('a program whose interpreter is missing says so', async () => {
    const folder = scene.folder({'bin/go': '#!/nowhere/interpreter\n'}, {exec: ['bin/go']})
    await scene.install(folder, 'ome-x')
    const {code, err} = await scene.run('x:go', [])
    assert.deepEqual([code, err], [1, 'error: x go cannot be started: the interpreter in its first line is missing\n'])
  })

  for (const [name, run, reason] of [
    ['a program outside', {exec: ['../../bin/sh']}, /is not a file inside the artifact/],
    ['a secret of the environment', {exec: ['bin/go'], env: ['GITHUB_TOKEN']}, /names a secret/],
  ] as const)
    it(`${name} is refused at indexing, and at installing where the index let it through`, async () => {
      const folder = scene.folder({'bin/go': '#!/bin/sh\n'}, run)
      await assert.rejects(scene.shop.publish([folder]), reason)
      await scene.shop.publish([], {add: [folder], verify: false})
      await refuses(scene.installPublished('ome-x'), 'denied', reason)
      assert.equal(scene.shop.active('ome-x'), undefined)
    })

  it('an image by its tag is refused at indexing and at installing', async () => {
    const run = {image: 'host/a:v1', command: ['/go'], serviceAccount: 'robot'}
    const folder = scene.folder({}, run, {risk: 'write'}, 'container')
    await assert.rejects(scene.shop.publish([folder]), /not named by its digest alone/)
    await scene.shop.publish([], {add: [folder], verify: false})
    await refuses(scene.installPublished('ome-x'), 'denied', /not named by its digest alone/)
  })

  it('leave no kubeconfig behind when this process was killed', async () => {
    const {sweepRunFolder} = await import('../../src/foreign/private-file.ts')
    const folder = join(scene.cache, 'run')
    mkdirSync(folder, {recursive: true})
    const {hostname} = await import('node:os')
    const machine = hostname().replace(/[^A-Za-z0-9-]/g, '-')
    writeFileSync(join(folder, `${machine}.999999999.ab`), 'secret')
    writeFileSync(join(folder, `${machine}.${process.pid}.cd`), 'in use')
    writeFileSync(join(folder, 'elsewhere.1.ef'), 'of another machine')

    sweepRunFolder(scene.cache, new Date())
    assert.deepEqual(readdirSync(folder).sort(), ['elsewhere.1.ef', `${machine}.${process.pid}.cd`].sort())

    sweepRunFolder(scene.cache, new Date(Date.now() + 8 * 24 * 3_600_000))
    assert.equal(existsSync(folder), false)
    assert.ok(statSync(scene.cache).isDirectory())
  })
})

/** One that has ended and that nobody has asked about yet is not running. */
function isRunning(pid: number): boolean {
  const {stdout} = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], {encoding: 'utf8'})
  return stdout.trim() !== '' && !stdout.startsWith('Z')
}
