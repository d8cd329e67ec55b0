import assert from 'node:assert/strict'
import {existsSync, mkdirSync, readdirSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
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
      await scene.script('echo started', {}, {flags})
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
