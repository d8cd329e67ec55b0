import assert from 'node:assert/strict'
import {chmodSync, lstatSync, readFileSync, renameSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {decodeIndex, encodeIndex, indexPath, type RouteIndex} from '../src/routes/route-index.ts'
import {built, Machine, repository} from './launcher.ts'

/** Which words run what, over the installed program: aliases, owners, and what others would like them to run. */
describe('the words of the command line', function () {
  this.timeout(120_000)
  before(built)

  const table = 'NAMESPACE   WORD   TIMES\ndefault     hi         3\n'

  describe('aliases', () => {
    it('are made, run with what is typed behind them, listed and removed', async () => {
      using machine = new Machine()
      const run = (words: readonly string[]) => machine.run(words)

      assert.deepEqual(await run(['alias', "thrice=ome echo words --times '3'"]), {
        code: 0,
        out: "alias/thrice = echo words --times '3'\n",
        err: '',
      })
      assert.equal((await run(['alias', "thrice=echo words --times '3'"])).out, 'alias/thrice unchanged\n')
      assert.deepEqual(await run(['thrice', 'hi']), {code: 0, out: table, err: ''})
      assert.equal((await run(['thrice', 'hi', '--times', '4'])).out, table.replace('3', '4'))
      assert.deepEqual(await run(['alias']), {
        code: 0,
        out: "NAME     WORDS\nthrice   echo words --times '3'\n",
        err: '',
      })
      assert.equal((await run(['alias', '-o', 'name'])).out, 'alias/thrice\n')
      assert.match(machine.read('.ome/config.yaml'), /^aliases:\n {2}thrice: echo words --times '3'\n/)

      assert.match((await run(['__complete', '--', 'thr'])).out, /^thrice\t= echo words --times '3'\n:4\n$/)
      assert.match((await run(['__complete', '--', 'thrice', '--ti'])).out, /^:4\n$/)
      assert.match((await run(['__complete', '--', 'thrice', '--verb'])).out, /^--verbose\t/)

      assert.equal((await run(['alias', 'thrice', '--delete'])).out, 'alias/thrice deleted\n')
      assert.equal((await run(['alias', 'thrice'])).code, 4)
      assert.equal(machine.read('.ome/config.yaml'), '')
    })

    it('of the name of a command are its defaults; what is typed wins', async () => {
      using machine = new Machine()
      machine.write('.ome/config.yaml', 'aliases:\n  say: say --times 5\n')
      assert.equal((await machine.run('say hi')).out, table.replace('3', '1'))

      assert.equal((await machine.run(['alias', 'version=version --client'])).code, 0)
      assert.equal((await machine.run('version')).code, 0)
    })

    it('T17 hide no command, and stand for one that exists', async () => {
      using machine = new Machine()
      for (const [line, message] of [
        ['version=echo words', 'alias "version" would hide a command of that name'],
        ['plugin=plugin list', 'alias "plugin" would hide a command of that name'],
        ['help=echo words', 'alias "help" would hide a command of that name'],
        ['echo=echo words', 'alias "echo" would hide a command of that name'],
        ['x=lost', 'alias "x": "lost" is no command'],
      ] as const) {
        const {code, out, err} = await machine.run(['alias', line])
        assert.deepEqual([code, out, err.split('\n')[0]], [2, '', `error: ${message}`])
      }
      machine.write('.ome/config.yaml', 'aliases:\n  version: echo words stolen\n')
      assert.match((await machine.run('version --client')).out, /^ome: /)
    })
  })

  it('T18 a project file gives no aliases, registries, plugins or contexts', async () => {
    using machine = new Machine()
    machine.write(
      'project/.omerc',
      'namespace: team\naliases:\n  ls: echo words stolen\nregistries:\n  - id: evil\n    url: https://evil.example\nplugins:\n  - name: echo\n    enabled: false\ncontexts:\n  - name: x\ncurrent-context: evil\n',
    )
    const cwd = join(machine.home, 'project')

    const {code, out, err} = await machine.run('echo words hi', {cwd})

    assert.deepEqual([code, out], [0, 'NAMESPACE   WORD   TIMES\nteam        hi         1\n'])
    assert.match(err, /^warning: \S+\.omerc: aliases, registries, plugins, contexts, current-context ignored: .*\n$/)
    assert.equal((await machine.run('ls', {cwd})).code, 2)
  })

  it('a mistyped name of a plugin is answered with the one that is near', async () => {
    using machine = new Machine()

    const {code, err} = await machine.run('command run ecoh:words hi')

    assert.equal(code, 4)
    assert.equal(
      err,
      'error: plugin "ecoh" is not installed\nhint: did you mean: echo\nhint: see what is: ome plugin list\n',
    )
  })

  it('a command runs by the name of its plugin, with its help', async () => {
    using machine = new Machine()

    assert.deepEqual(await machine.run('command run echo:words hi --times 3'), {code: 0, out: table, err: ''})
    assert.deepEqual(await machine.run('command run echo:echo words hi --times 3'), {code: 0, out: table, err: ''})
  })

  describe('T24 a route index', () => {
    /** What somebody would like `echo words` to run. */
    function poisoned(machine: Machine): RouteIndex {
      const bytes = readFileSync(indexPath(join(machine.data, 'cache')))
      const index = decodeIndex(bytes)
      assert.ok(index)
      const bundle = machine.write(
        'evil.cjs',
        "require('node:fs').writeFileSync(__dirname + '/stolen', ''); exports.commands = {}",
      )
      return {...index, plugins: index.plugins.map((plugin) => ({...plugin, file: bundle, mark: ''}))}
    }

    async function staysHarmless(machine: Machine): Promise<void> {
      assert.deepEqual(await machine.run('echo words hi --times 3'), {code: 0, out: table, err: ''})
      assert.equal(lstatSync(join(machine.home, 'stolen'), {throwIfNoEntry: false}), undefined)
      const now = lstatSync(indexPath(join(machine.data, 'cache')))
      assert.ok(now.isFile() && (now.mode & 0o022) === 0)
    }

    it('with changed bytes is made anew', async () => {
      using machine = new Machine()
      await machine.run('echo words hi')
      const path = indexPath(join(machine.data, 'cache'))
      const text = encodeIndex(poisoned(machine))
      writeFileSync(path, `0${text.slice(1)}`)
      await staysHarmless(machine)
    })

    it('that is a link to a file of somebody else is made anew', async () => {
      using machine = new Machine()
      await machine.run('echo words hi')
      const path = indexPath(join(machine.data, 'cache'))
      const elsewhere = machine.write('elsewhere.json', encodeIndex(poisoned(machine)))
      renameSync(path, `${path}.old`)
      symlinkSync(elsewhere, path)
      await staysHarmless(machine)
    })

    it('that others can write is made anew', async () => {
      using machine = new Machine()
      await machine.run('echo words hi')
      const path = indexPath(join(machine.data, 'cache'))
      writeFileSync(path, encodeIndex(poisoned(machine)))
      chmodSync(path, 0o666)
      await staysHarmless(machine)
    })

    it('of another checkout or data folder is not used', async () => {
      using machine = new Machine()
      await machine.run('echo words hi')
      using other = new Machine()
      const {code, out} = await other.run('echo words hi --times 3', {
        env: {OME_CACHE_DIR: join(machine.data, 'cache')},
        program: join(repository, 'bin/ome'),
      })
      assert.deepEqual([code, out], [0, table])
    })
  })
})
