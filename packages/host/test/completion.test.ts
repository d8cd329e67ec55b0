import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {join} from 'node:path'
import {built, Machine, repository} from './launcher.ts'

describe('completion in shells', function () {
  this.timeout(60_000)
  before(built)

  const cases: readonly (readonly [typed: readonly string[], offered: string])[] = [
    [['ome', 'ech'], 'echo'],
    [['ome', 'echo', ''], 'fail wait words'],
    [['ome', 'echo', 'words', '--to'], '--token --tone'],
    [['ome', 'echo', 'words', '--tone', '=', 'l'], 'loud low'],
    [['ome', 'echo', 'words', 'hello', '--tone', ''], 'loud low'],
    [['ome', 'nonsense', ''], ''],
  ]

  it('bash offers what fits at the cursor', async () => {
    using machine = new Machine()
    const script = machine.write('ome.bash', (await machine.run('completion bash')).out)
    const program = [
      `source ${script}`,
      `try() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _ome_complete; echo "\${COMPREPLY[*]}"; }`,
      ...cases.map(([words]) => `try ${words.map((word) => `'${word}'`).join(' ')}`),
    ].join('\n')

    const {stdout, stderr} = spawnSync('bash', ['--norc', '-c', program], {encoding: 'utf8', env: shellEnv(machine)})

    assert.deepEqual(
      {stdout: stdout.split('\n').slice(0, -1), stderr},
      {stdout: cases.map(([, offered]) => offered), stderr: ''},
    )
  })

  it('bash completes files by their ending', async () => {
    using machine = new Machine()
    const script = machine.write('ome.bash', (await machine.run('completion bash')).out)
    machine.write('work/a.yaml', '')
    machine.write('work/a.txt', '')
    const program = `source ${script}; cd ${machine.home}/work
ome() { printf 'yaml\\nyml\\n:8\\n'; }
COMP_WORDS=(ome apply -f a); COMP_CWORD=3; _ome_complete; echo "\${COMPREPLY[*]}"`

    const {stdout, stderr} = spawnSync('bash', ['--norc', '-c', program], {encoding: 'utf8', env: shellEnv(machine)})

    assert.deepEqual({stdout, stderr}, {stdout: 'a.yaml\n', stderr: ''})
  })

  for (const shell of ['bash', 'zsh', 'fish', 'powershell']) {
    it(`completion ${shell} prints a script that asks __complete`, async () => {
      using machine = new Machine()
      assert.match((await machine.run(`completion ${shell}`)).out, /__complete/)
    })
  }

  it('another shell is refused with the list', async () => {
    using machine = new Machine()
    const {code, err} = await machine.run('completion tcsh')

    assert.equal(code, 2)
    assert.match(err, /^error: tcsh: not one of bash, zsh, fish, powershell\n/)
  })

  it('kubectl finds the completion by name', async () => {
    using machine = new Machine()
    const program = join(repository, 'bin/kubectl_complete-ome')

    assert.deepEqual(await machine.run(['echo', 'wo'], {program}), {
      code: 0,
      out: 'words\tPrint a word as often as asked\n:4\n',
      err: '',
    })
  })

  it('is silent about anything that is wrong', async () => {
    using machine = new Machine()
    machine.write('.ome/config.yaml', ': : :\n')
    machine.write('.kube/config', '{')

    for (const words of [['echo', 'words', '-n', ''], ['--context', ''], []]) {
      const {code, err} = await machine.run(['__complete', '--', ...words])
      assert.deepEqual({code, err}, {code: 0, err: ''}, words.join(' '))
    }
  })
})

const shellEnv = (machine: Machine): Record<string, string> => ({
  PATH: `${join(repository, 'bin')}:${join(process.execPath, '..')}:${process.env['PATH']}`,
  HOME: machine.home,
  LANG: 'C.UTF-8',
})
