import assert from 'node:assert/strict'
import {createHash} from 'node:crypto'
import {once} from 'node:events'
import {existsSync, readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {readLock, withEntry, writeLock} from '@ome/installer/install/lock'
import {built, type Ended, Machine} from '../launcher.ts'

/** A bundle whose one command prints a line; `before` runs when the bundle is loaded. */
const bundle = (before: string, run = "require('node:fs').writeSync(1, 'ran\\n')"): string =>
  `${before}
class Show { static run() { return new this()._run() } async _run() { ${run} } }
exports.commands = {'bad:show': Show}\n`

/** Plugins that were installed as they are and misbehave when they are used. */
describe('a plugin that misbehaves', function () {
  this.timeout(240_000)
  before(built)

  function machineWith(text: string): Machine {
    const machine = new Machine()
    const folder = '.ome/store/dev/ome-bad/1.0.0-cdcdcdcd'
    const command = {id: 'bad:show', summary: 'Shows', args: {}, flags: {}, needs: [], risk: 'read'}
    const file = machine.write(`${folder}/dist/plugin.cjs`, text)
    machine.write(`${folder}/package.json`, JSON.stringify({name: 'ome-bad', version: '1.0.0'}))
    machine.write(`${folder}/oclif.manifest.json`, JSON.stringify({version: '1.0.0', commands: {'bad:show': command}}))
    const found = statSync(file)
    const active = {
      registry: 'dev',
      serial: 1,
      version: '1.0.0',
      integrity: 'sha512-AA==',
      tree: 'cd'.repeat(32),
      folder: folder.replace('.ome/', ''),
      commands: ['bad show'],
      needs: 'cd'.repeat(32),
      bundle: {
        file: 'dist/plugin.cjs',
        size: found.size,
        mtimeMs: Math.floor(found.mtimeMs),
        sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      },
      installedAt: '2026-09-02T10:00:00Z',
    }
    const entry = {channel: 'stable', pinned: false, enabled: true, active, previous: []}
    writeLock(machine.data, withEntry(readLock(machine.data), 'ome-bad', entry))
    return machine
  }

  const wayOut =
    'hint: go back to its release before: ome plugin rollback ome-bad\n' +
    'hint: switch it off: ome plugin disable ome-bad\n'

  /** Help, completion, the list and the other plugins, none of which may load it. */
  async function othersGoOn(machine: Machine): Promise<void> {
    const [help, own, list, other] = await Promise.all(
      ['--help', 'bad show --help', 'plugin list -o json', 'echo words hi'].map((line) => machine.run(line)),
    )
    const completed = await machine.run(['__complete', '--', 'ba'])
    assert.match(help?.out ?? '', /\bbad\b/)
    assert.match(own?.out ?? '', /Shows/)
    assert.ok(JSON.parse(list?.out ?? '').items.some(({name}: {name: string}) => name === 'ome-bad'))
    assert.match(other?.out ?? '', /hi/)
    assert.match(completed.out, /^bad\b/m)
    for (const ended of [help, own, list, other, completed]) assert.deepEqual([ended?.code, ended?.err], [0, ''])
  }

  it('throws at load: it is named, with the way out, and everything else goes on', async () => {
    using machine = machineWith(bundle("throw new Error('boom \\u001b[2J')"))

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `error: plugin ome-bad cannot be loaded: boom \n${wayOut}`,
    })
    await othersGoOn(machine)
  })

  it('writes to stdout at load: it reaches stderr, and the result is clean', async () => {
    using machine = machineWith(bundle("console.log('hello'); process.stdout.write('there\\n')"))

    assert.deepEqual(await machine.run('bad show'), {
      code: 0,
      out: 'ran\n',
      err: 'warning: plugin ome-bad writes to stdout while it is loaded; shown here instead:\nhello\nthere\n',
    })
    await othersGoOn(machine)
  })

  it('console works for it after it was loaded', async () => {
    using machine = machineWith(bundle("console.log('early')", "console.log('late')"))

    const {out, err} = await machine.run('bad show')

    assert.equal(out, 'late\n')
    assert.match(err, /early\n$/)
  })

  it('ends the program at load: it does not', async () => {
    using machine = machineWith(bundle('process.exit(0)'))

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `error: plugin ome-bad ends the program while it is loaded\n${wayOut}`,
    })
    await othersGoOn(machine)
  })

  it('never ends loading: Ctrl-C works and names it', async () => {
    using machine = machineWith(bundle("require('node:fs').writeSync(2, 'loading\\n'); for (;;);"))
    const child = machine.start(['bad', 'show'])
    const err: string[] = []
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (err.length === 0) child.kill('SIGINT')
      err.push(text)
    })

    const [code] = await once(child, 'close')

    assert.equal(code, 130)
    assert.equal(err.join(''), `loading\nerror: cancelled while plugin ome-bad was being loaded\n${wayOut}`)
    await othersGoOn(machine)
  })

  it('never ends: Ctrl-C ends it', async () => {
    using machine = machineWith(
      bundle('', "require('node:fs').writeSync(1, 'running\\n'); await new Promise(() => setInterval(() => {}, 1000))"),
    )
    const child = machine.start(['bad', 'show'])
    child.stdout.once('data', () => {
      child.kill('SIGINT')
      // As a person presses again: what comes at once is taken for an echo.
      setTimeout(() => child.kill('SIGINT'), 500)
    })

    const [code] = await once(child, 'close')

    assert.equal(code, 130)
  })

  for (const [what, run] of [
    [
      'leaves a promise alone that fails',
      "Promise.reject(new Error('later')); await new Promise(() => setInterval(() => {}, 1000))",
    ],
    ['throws where nobody catches', "setTimeout(() => { throw new Error('later') }); await new Promise(() => {})"],
  ] as const)
    it(`${what}: one line, no stack`, async () => {
      using machine = machineWith(bundle('', run))

      const ended: Ended = await machine.run('bad show')

      assert.deepEqual(ended, {code: 1, out: '', err: `error: plugin ome-bad failed: later\n${wayOut}`})
    })

  it('waits for something that never comes: not taken for done', async () => {
    using machine = machineWith(bundle('', 'await new Promise(() => {})'))

    const {code, out, err} = await machine.run('bad show')

    assert.deepEqual([code, out], [1, ''])
    assert.match(err, /^error: plugin ome-bad failed: it waits for something that never comes\n/)
  })

  it('ends the program before its command is done: not taken for done', async () => {
    using machine = machineWith(bundle('', 'setTimeout(() => process.exit(0)); await new Promise(() => {})'))

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `error: plugin ome-bad failed: it ended the program before its command was done\n${wayOut}`,
    })
  })

  it('throws at load where the framework runs it: no other words', async () => {
    using machine = machineWith(bundle("throw new Error('boom')"))

    const ended = await machine.run('bad show', {env: {OME_ROUTE: 'full'}})

    assert.deepEqual(ended, {code: 1, out: '', err: `error: plugin ome-bad cannot be loaded: boom\n${wayOut}`})
  })

  it('lists a command it does not have: said as what it is', async () => {
    using machine = machineWith('exports.commands = {}\n')

    const {code, err} = await machine.run('bad show')

    assert.equal(code, 1)
    assert.match(err, /^error: plugin ome-bad lists the command "bad show" and does not have it/)
  })

  it('has a manifest that cannot be read: it is left out with one line, once', async () => {
    using machine = machineWith(bundle(''))
    machine.write('.ome/store/dev/ome-bad/1.0.0-cdcdcdcd/oclif.manifest.json', '{')

    const first = await machine.run('echo words hi')

    assert.equal(first.code, 0)
    assert.match(first.err, /^warning: plugin ome-bad is left out: .*\n$/)
    assert.equal((await machine.run('echo words hi')).err, '')
    assert.equal(existsSync(join(machine.data, 'plugins.lock.json')), true)
  })
})

/** The same from the folder it is developed in. */
describe('a linked plugin that misbehaves', function () {
  this.timeout(240_000)
  before(built)

  class LinkedMachine extends Machine {
    readonly folder = join(this.home, 'work/ome-bad')

    constructor(text: string) {
      super()
      const command = {id: 'bad:show', summary: 'Shows', args: {}, flags: {}, needs: [], risk: 'read'}
      const oclif = {commands: {strategy: 'explicit', target: './dist/plugin.cjs', identifier: 'commands'}}
      this.write('work/ome-bad/package.json', JSON.stringify({name: 'ome-bad', version: '1.0.0', oclif}))
      const manifest = {version: '1.0.0', commands: {'bad:show': command}}
      this.write('work/ome-bad/oclif.manifest.json', JSON.stringify(manifest))
      this.write('work/ome-bad/dist/plugin.cjs', text)
      const link = {path: this.folder, since: '2026-09-02T10:00:00Z'}
      writeLock(this.data, {...readLock(this.data), links: {'ome-bad': link}})
    }

    get note(): string {
      return `note: plugin ome-bad runs from ${this.folder}\n`
    }

    get wayOut(): string {
      return `hint: mend it in ${this.folder} and build it again\nhint: or stop using that folder: ome plugin unlink ome-bad\n`
    }
  }

  it('throws at load: it is named, with the way out', async () => {
    using machine = new LinkedMachine(bundle("throw new Error('boom')"))
    const {note, wayOut} = machine

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `${note}error: plugin ome-bad cannot be loaded: boom\n${wayOut}`,
    })
    const {err} = await machine.run('bad show -o json')
    assert.equal(JSON.parse(err.replace(note, '')).error.message, 'plugin ome-bad cannot be loaded: boom')
    assert.equal((await machine.run('plugin unlink ome-bad')).code, 0)
  })

  it('ends the program at load: it does not', async () => {
    using machine = new LinkedMachine(bundle('process.exit(0)'))

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `${machine.note}error: plugin ome-bad ends the program while it is loaded\n${machine.wayOut}`,
    })
  })

  it('ends the program later, before its command is done: not taken for done', async () => {
    using machine = new LinkedMachine(bundle('setTimeout(() => process.exit(0))', 'await new Promise(() => {})'))

    assert.deepEqual(await machine.run('bad show'), {
      code: 1,
      out: '',
      err: `${machine.note}error: plugin ome-bad failed: it ended the program before its command was done\n${machine.wayOut}`,
    })
  })

  it('writes to stdout at load: it reaches stderr, and the result is clean', async () => {
    using machine = new LinkedMachine(bundle("console.log('hello')"))

    assert.deepEqual(await machine.run('bad show'), {
      code: 0,
      out: 'ran\n',
      err: `${machine.note}warning: plugin ome-bad writes to stdout while it is loaded; shown here instead:\nhello\n`,
    })
  })

  it('never ends loading: Ctrl-C works and names it', async () => {
    using machine = new LinkedMachine(bundle("require('node:fs').writeSync(2, 'loading\\n'); for (;;);"))
    const child = machine.start(['bad', 'show'])
    let err = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (!err.includes('loading') && (err + text).includes('loading')) child.kill('SIGINT')
      err += text
    })

    const [code] = await once(child, 'close')

    assert.equal(code, 130)
    assert.equal(
      err,
      `${machine.note}loading\nerror: cancelled while plugin ome-bad was being loaded\n${machine.wayOut}`,
    )
  })
})
