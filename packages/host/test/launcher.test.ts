import assert from 'node:assert/strict'
import {once} from 'node:events'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {emptyLock, writeLock} from '@ome/installer/install/lock'
import {built, fixture, Machine, repository} from './launcher.ts'

const version = JSON.parse(readFileSync(join(repository, 'packages/host/package.json'), 'utf8')).version

describe('launcher', function () {
  this.timeout(60_000)
  before(built)

  it('--version prints the version and reads nothing else', async () => {
    using machine = new Machine()

    assert.deepEqual(await machine.run('--version'), {code: 0, out: `ome ${version}\n`, err: ''})
    assert.equal(existsSync(join(machine.data, 'cache')), false)
  })

  it('runs a command of an installed plugin, with flags before, between and behind its words', async () => {
    using machine = new Machine()
    const out = 'NAMESPACE   WORD   TIMES\ndefault     hi         2\n'

    for (const words of [
      'echo words hi --times 2',
      '--times 2 echo words hi',
      'echo --times 2 words hi',
      'say --times=2 hi',
    ]) {
      assert.deepEqual(await machine.run(words), {code: 0, out, err: ''}, words)
    }
  })

  it('a command of two words is not mistaken for the value of a flag', async () => {
    using machine = new Machine()

    const {code, err} = await machine.run('--times echo words hi')

    assert.equal(code, 2)
    assert.match(err, /^error: unknown command "words"\n/)
  })

  it('unknown words name what is near and end with 2', async () => {
    using machine = new Machine()

    assert.deepEqual(await machine.run('ecoh words'), {
      code: 2,
      out: '',
      err: 'error: unknown command "ecoh"\nhint: did you mean: ome echo\nhint: see all of them: ome --help\n',
    })
    assert.deepEqual(await machine.run('echo wrods'), {
      code: 2,
      out: '',
      err: 'error: unknown command "echo wrods"\nhint: did you mean: ome echo words\nhint: see all of them: ome echo --help\n',
    })
  })

  it('a word that was left out is asked for with the whole line', async () => {
    using machine = new Machine()

    assert.match(
      (await machine.run('echo hello')).err,
      /^error: unknown command "echo hello"\nhint: say which of fail, wait, words: ome echo fail hello\n/,
    )
  })

  it('-v is neither version nor verbose', async () => {
    using machine = new Machine()

    assert.deepEqual(await machine.run('-v'), {
      code: 2,
      out: '',
      err: 'error: unknown flag: -v\nhint: the version: ome --version\nhint: every request of a command: ome COMMAND --verbose\nhint: see all of them: ome --help\n',
    })
  })

  it('under -o json the error is one document on stderr', async () => {
    using machine = new Machine()

    const {code, out, err} = await machine.run('ecoh -o json')

    assert.deepEqual({code, out, kind: JSON.parse(err).error.kind}, {code: 2, out: '', kind: 'usage'})
  })

  it('hints speak the name the program was called by', async () => {
    using machine = new Machine()

    const {err} = await machine.run('ecoh', {program: join(repository, 'bin/kubectl-ome')})

    assert.match(err, /hint: did you mean: kubectl ome echo\n/)
  })

  for (const [kind, code] of [
    ['usage', 2],
    ['unmet', 3],
    ['not-found', 4],
    ['denied', 5],
    ['conflict', 6],
    ['unreachable', 7],
    ['bug', 70],
  ] as const) {
    it(`an error of kind ${kind} ends with ${code}`, async () => {
      using machine = new Machine()

      const ended = await machine.run(`echo fail ${kind}`)

      assert.equal(ended.code, code)
      assert.match(ended.err, new RegExp(`^error: echo/${kind} failed as asked\n`))
    })
  }

  it('Ctrl-C aborts the command, runs its cleanups and ends with 130; SIGTERM with 143', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      using machine = new Machine()
      const child = machine.start(['echo', 'wait'])
      let out = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
        if (text.includes('waiting')) child.kill(signal)
      })

      const [ended] = await once(child, 'close')

      assert.equal(ended, code)
      assert.equal(out, 'waiting\ncleaned up\n')
    }
  })

  it('a reader that goes away ends the command quietly', async () => {
    using machine = new Machine()
    const child = machine.start(['--help'], {env: {COLUMNS: '40'}})
    child.stdout.destroy()
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))

    const [code] = await once(child, 'close')

    assert.deepEqual({code, err}, {code: 0, err: ''})
  })

  it('a damaged route index is made again', async () => {
    using machine = new Machine()
    await machine.run('echo words a')
    const path = join(machine.data, 'cache/routes.json')
    const good = readFileSync(path, 'utf8')

    for (const bad of [good.replace('"echo:words"', '"echo:wurst"'), good.slice(0, -9), '']) {
      writeFileSync(path, bad)
      assert.equal((await machine.run('echo words a')).code, 0)
      assert.equal(readFileSync(path, 'utf8'), good)
    }
  })

  it('an installed bundle that was changed does not run', async () => {
    using machine = new Machine()
    await machine.run('echo words a')
    const path = join(machine.data, 'store/dev/@ome+plugin-echo/1.0.0-abababab/dist/plugin.cjs')
    writeFileSync(path, `${readFileSync(path, 'utf8')}\nprocess.stdout.write("stolen")`)

    const {code, out, err} = await machine.run('echo words a')

    assert.deepEqual({code, out}, {code: 5, out: ''})
    assert.match(err, /^error: plugin @ome\/plugin-echo has been changed since it was installed\n/)
    assert.equal((await machine.run('echo words a')).code, 5)
  })

  it('a plugin switched off in config.yaml is hidden and refused with 5', async () => {
    using machine = new Machine()
    machine.write('.ome/config.yaml', 'plugins:\n  - name: echo\n    enabled: false\n')

    const help = await machine.run('--help')
    const ended = await machine.run('echo words a')

    assert.doesNotMatch(help.out, /echo/)
    assert.equal(ended.code, 5)
    assert.match(ended.err, /^error: plugin @ome\/plugin-echo is disabled\n/)
  })

  it('aliases of config.yaml stand for words, once', async () => {
    using machine = new Machine()
    machine.write('.ome/config.yaml', 'aliases:\n  loud: echo words --tone loud\n  version: echo words x\n')

    assert.match((await machine.run('loud hi')).out, /HI/)
    assert.match((await machine.run('version --client')).out, /Node\.js/)
  })

  it('a project file sets preferences and namespace, and nothing else', async () => {
    using machine = new Machine()
    machine.write('project/.omerc', 'namespace: team-a\nregistries:\n  - id: evil\n    url: https://evil.example\n')

    const ended = await machine.run('echo words a', {cwd: join(machine.home, 'project')})

    assert.match(ended.out, /^team-a /m)
    assert.equal(
      ended.err,
      `warning: ${join(machine.home, 'project/.omerc')}: registries ignored: a project file may set namespace and preferences only\n`,
    )
  })

  it('a wrong project file is an error where a setting is asked for, and nowhere else', async () => {
    using machine = new Machine()
    machine.write('project/.omerc', 'preferences:\n  auto-scaling: 3\n')
    const cwd = join(machine.home, 'project')

    assert.equal((await machine.run('config path', {cwd})).code, 0)
    const {code, err} = await machine.run('config view', {cwd})

    assert.equal(code, 2)
    assert.match(err, /\.omerc: preferences\.auto-scaling: must be true or false, not 3\n/)
  })

  it('a linked plugin runs from its folder, and says so', async () => {
    using machine = new Machine()
    writeLock(machine.data, {...emptyLock, links: {'@ome/plugin-echo': {path: fixture, since: '2026-09-02T10:00:00Z'}}})

    assert.deepEqual(await machine.run('echo words hi'), {
      code: 0,
      out: 'NAMESPACE   WORD   TIMES\ndefault     hi         1\n',
      err: `note: plugin @ome/plugin-echo runs from ${fixture}\n`,
    })
  })

  it('works when the cache folder cannot be written', async () => {
    using machine = new Machine()
    const file = machine.write('not-a-folder', '')

    const ended = await machine.run('echo words a', {env: {OME_CACHE_DIR: join(file, 'cache')}})

    assert.equal(ended.code, 0)
    assert.match(ended.err, /^warning: .*cannot be written/)
    const list = await machine.run('plugin list -o json', {env: {OME_CACHE_DIR: join(file, 'cache')}})
    assert.match(list.out, /"package": "@ome\/plugin-echo",[^}]*"status": "enabled"/)
    assert.equal((await machine.run('version --client', {env: {OME_CACHE_DIR: join(file, 'cache')}})).code, 0)
  })

  it('an old Node hands over to the pinned one', async () => {
    using machine = new Machine()
    const old = machine.write(
      'old-node.cjs',
      `process.env.OME_PINNED_NODE || Object.defineProperty(process.versions, 'node', {value: '20.20.2'})\n`,
    )

    const ended = await machine.run('echo fail conflict', {env: {NODE_OPTIONS: `--require=${old}`}})

    assert.equal(ended.code, 6)
    assert.match(ended.err, /^error: echo\/conflict failed as asked\n/)
  })

  it('an old Node without the pinned one says what to install', async () => {
    using machine = new Machine()
    const old = machine.write('old-node.cjs', `Object.defineProperty(process.versions, 'node', {value: '20.20.2'})\n`)

    const refused = await machine.run('--version', {env: {NODE_OPTIONS: `--require=${old}`}})

    assert.equal(refused.code, 1)
    assert.match(refused.err, /^error: ome needs Node\.js 22\.19 or newer, this is v\S+\nhint: install Node\.js 24/)
  })

  it('says what to run when the checkout is not built', async () => {
    using machine = new Machine()
    const checkout = join(machine.home, 'checkout')
    machine.write('checkout/bin/package.json', readFileSync(join(repository, 'bin/package.json'), 'utf8'))
    machine.write('checkout/bin/ome', readFileSync(join(repository, 'bin/ome'), 'utf8'))

    const ended = await machine.run('version', {program: join(checkout, 'bin/ome')})

    assert.equal(ended.code, 1)
    assert.equal(
      ended.err,
      `error: this checkout is not built yet\nhint: run npm run quickstart or npm run build in ${checkout}\n`,
    )
  })
})
