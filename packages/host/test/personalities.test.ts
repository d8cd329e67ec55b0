import assert from 'node:assert/strict'
import {chmodSync, symlinkSync} from 'node:fs'
import {join} from 'node:path'
import {built, Machine, repository} from './launcher.ts'

const ome = join(repository, 'bin/ome')

/** A machine with links to the program under the names of the fixture's personality. */
function parrotMachine(): Machine & {readonly parrot: string; readonly kubectlParrot: string} {
  const machine = new Machine()
  const links = ['parrot', 'kubectl-parrot', 'kubectl_complete-parrot'].map((name) => {
    const file = join(machine.home, name)
    symlinkSync(ome, file)
    return file
  })
  return Object.assign(machine, {parrot: links[0] ?? '', kubectlParrot: links[1] ?? ''})
}

describe('personalities of plugins', function () {
  this.timeout(60_000)
  before(built)

  it('run canonical commands by their own words, and say what a row has to say', async () => {
    using machine = parrotMachine()

    const spoken = await machine.run('speak --phrase hi --repeat 2 --feather red', {program: machine.parrot})

    assert.deepEqual(spoken, {
      code: 0,
      out: 'NAMESPACE   WORD   TIMES\ndefault     HI         2\n',
      err: 'note: parrots speak loud\n',
    })
    assert.deepEqual(await machine.run('--as parrot speak --phrase=hi --repeat=2'), spoken)
    assert.equal(
      JSON.parse((await machine.run('speak x --output cage', {program: machine.parrot})).out).kind,
      'HeardList',
    )
    assert.match((await machine.run('words hi', {program: machine.kubectlParrot})).out, /hi +1/)
    assert.match((await machine.run('settings path', {program: machine.parrot})).out, /config\.yaml/)
  })

  it('the two ways through the launcher mean the same', async () => {
    using machine = parrotMachine()
    const run = (route: string) =>
      machine.run('speak --phrase hi --repeat 2', {program: machine.parrot, env: {OME_ROUTE: route}})

    assert.deepEqual(await run('full'), await run('direct'))
  })

  it('without words list what there is, 0', async () => {
    using machine = parrotMachine()

    const {code, out} = await machine.run([], {program: machine.kubectlParrot})

    assert.equal(code, 0)
    assert.match(out, /^kubectl parrot \S+\n\nWhat a parrot understands\n\nUSAGE\n {2}\$ kubectl parrot COMMAND/)
    assert.match(out, /^ {2}speak +Print a word/m)
    assert.match(out, /^ {2}fail /m)
    assert.doesNotMatch(out, /^ {2}(echo|plugin|words) /m)
  })

  it('help shows the words and flags of the name', async () => {
    using machine = parrotMachine()

    const {out} = await machine.run('speak --help', {program: machine.kubectlParrot})

    assert.match(out, /\$ kubectl parrot speak WORD \[flags\]/)
    assert.match(out, /\$ kubectl parrot speak hello --times 2/)
    assert.match(out, /--repeat=VALUE +the same as --times=VALUE/)
    assert.match(out, /--phrase=VALUE +the argument WORD/)
  })

  it('errors and hints speak the name that was called', async () => {
    using machine = parrotMachine()
    const run = (words: string, program = machine.kubectlParrot) => machine.run(words, {program})

    assert.deepEqual(await run('speek'), {
      code: 2,
      out: '',
      err: 'error: unknown command "speek"\nhint: did you mean: kubectl parrot speak\nhint: see all of them: kubectl parrot --help\n',
    })
    assert.match((await run('speak hi --repeat x')).err, /^error: --repeat\b/m)
    assert.match((await run('speak hi --repeat')).err, /hint: see kubectl parrot speak --help\n$/)
    assert.match((await run('speak')).err, /hint: see kubectl parrot speak --help\n$/)
    assert.match((await run('echo words', machine.parrot)).err, /^error: unknown command "echo"\n/)
    assert.match((await run('plugin list')).err, /^error: unknown command "plugin"\n/)
    assert.match((await run('fail conflict')).err, /^error: echo\/conflict failed as asked\n/)
    assert.match((await machine.run('--as parrot speek')).err, /hint: did you mean: ome --as parrot speak\n/)
    assert.equal(JSON.parse((await run('speek -o json')).err).error.hints[0], 'did you mean: kubectl parrot speak')
  })

  it('--as with another name, and anywhere else, is the user to impersonate', async () => {
    using machine = parrotMachine()

    assert.equal((await machine.run('--as alice echo words hi')).code, 0)
    assert.match((await machine.run('echo words hi --as parrot')).out, /hi +1/)
  })

  it('a name that no plugin brings is refused with 2, whatever follows', async () => {
    using machine = new Machine()
    const program = join(machine.home, 'kubectl-silent')
    symlinkSync(join(repository, 'bin/ome'), program)

    for (const words of ['', 'create ns', '--help', 'plugin list'])
      assert.deepEqual(await machine.run(words, {program}), {
        code: 2,
        out: '',
        err: 'error: "kubectl silent" has no words yet: no plugin that is installed or in a known registry brings them\nhint: what works today are the commands of ome: ome --help\nhint: see the names that have words: ome personality list\n',
      })
  })

  it('goes with its plugin', async () => {
    using machine = parrotMachine()
    machine.write('.ome/config.yaml', 'plugins:\n  - name: echo\n    enabled: false\n')

    assert.equal((await machine.run('speak hi', {program: machine.parrot})).code, 2)
  })

  it('complete words, flags and values of the name', async () => {
    using machine = parrotMachine()
    const offered = async (...words: string[]) => {
      const {code, out, err} = await machine.run(words, {program: join(machine.home, 'kubectl_complete-parrot')})
      assert.deepEqual({code, err}, {code: 0, err: ''})
      return out
        .split('\n')
        .slice(0, -2)
        .map((line) => line.split('\t')[0])
    }

    assert.deepEqual(await offered('sp'), ['speak'])
    assert.deepEqual(await offered('w'), ['wait'])
    assert.deepEqual(await offered('speak', '--re'), ['--repeat', '--request-timeout'])
    assert.deepEqual(await offered('speak', '--repeat', ''), ['1', '2', '3'])
    assert.deepEqual(await offered('speak', '--repeat=', ''), ['hello', 'world'])
    assert.deepEqual(await offered('speak', '--phrase', 'h', ''), [])
    // Other plugins have commands under the same topic.
    const settings = await offered('settings', '')
    const own = ['edit', 'get', 'path', 'set', 'unset', 'view']
    assert.deepEqual(
      settings.filter((word) => own.includes(word ?? '')),
      own,
    )
    assert.deepEqual(await offered('plugin', ''), [])
    const {out} = await machine.run(['__complete', '--', '--as', 'parrot', 'sp'])
    assert.match(out, /^speak\t/)
  })

  it('are completed where a name is asked for', async () => {
    using machine = new Machine()

    const {out} = await machine.run(['__complete', '--', 'personality', 'link', 'p'])

    assert.equal(out, 'parrot\tWhat a parrot understands\n:4\n')
  })

  it('the completion script is for the program of the name', async () => {
    using machine = parrotMachine()

    assert.match(
      (await machine.run('completion bash', {program: machine.kubectlParrot})).out,
      /^complete .* kubectl-parrot$/m,
    )
    assert.match((await machine.run('completion bash --as parrot')).out, /^complete .* kubectl-parrot parrot$/m)
    assert.match((await machine.run('--as parrot completion fish')).out, /^complete -c parrot /m)
    assert.equal((await machine.run('completion bash --as ship')).code, 4)
  })
})

describe('links of personalities', function () {
  this.timeout(60_000)
  before(built)

  it('are made once, listed and removed', async () => {
    using machine = new Machine()
    const dir = join(machine.data, 'bin')
    const env = {PATH: `${dir}:${process.env['PATH']}`}

    const first = await machine.run('personality link parrot', {env})
    assert.deepEqual(first, {
      code: 0,
      out: ['kubectl-parrot', 'kubectl_complete-parrot', 'parrot']
        .map((name) => `personality/${name} linked in ~/.ome/bin\n`)
        .join(''),
      err: '',
    })
    assert.match(
      (await machine.run('personality link parrot', {env})).out,
      /^(personality\/\S+ unchanged in ~\/\.ome\/bin\n){3}$/,
    )
    assert.match((await machine.run('words hi', {program: join(dir, 'parrot')})).out, /hi/)
    assert.match(
      (await machine.run('personality list', {env})).out,
      /^parrot +kubectl-parrot, parrot +ready +~\/\.ome\/bin\/kubectl-parrot, ~\/\.ome\/bin\/parrot /m,
    )

    assert.equal((await machine.run('personality unlink kubectl-parrot', {env})).out.split('\n').length, 3)
    assert.equal((await machine.run('personality unlink kubectl-parrot', {env})).code, 4)
  })

  it('say how the folder gets on PATH, in words of the shell', async () => {
    using machine = new Machine()

    assert.equal(
      (await machine.run('personality link parrot')).err,
      'note: ~/.ome/bin is not on PATH yet: export PATH="$HOME/.ome/bin:$PATH"\n',
    )
    assert.match(
      (await machine.run('personality link parrot', {env: {SHELL: '/usr/bin/fish'}})).err,
      /: fish_add_path ~\/\.ome\/bin\n/,
    )
  })

  it('never take the name of another program unasked, and never its file', async () => {
    using machine = new Machine()
    const foreign = machine.write('tools/parrot', '#!/bin/sh\n')
    chmodSync(foreign, 0o755)
    const env = {PATH: `${join(machine.home, 'tools')}:${process.env['PATH']}`}

    const refused = await machine.run('personality link parrot', {env})
    assert.equal(refused.code, 6)
    assert.match(refused.err, new RegExp(`^error: parrot is another program already: ${foreign}\n`))
    assert.equal((await machine.run('personality list', {env})).out.includes('~/'), false)

    const forced = await machine.run('personality link parrot --force', {env})
    assert.equal(forced.code, 0)
    assert.match(forced.err, new RegExp(`note: ${foreign} has the same name`))
    assert.equal((await machine.run(['personality', 'link', 'parrot', '--force', '--dir', 'tools'], {env})).code, 6)
    assert.equal((await machine.run(['personality', 'unlink', 'parrot', '--dir', 'tools'], {env})).code, 6)
    assert.equal(machine.read('tools/parrot'), '#!/bin/sh\n')
  })

  it('--dry-run changes nothing', async () => {
    using machine = new Machine()

    assert.match((await machine.run('personality link parrot --dry-run')).out, /would be linked/)
    assert.equal((await machine.run('personality unlink parrot')).code, 4)
  })

  it('of a name that is none end with 4', async () => {
    using machine = new Machine()

    assert.equal((await machine.run('personality link ship')).code, 4)
  })
})
