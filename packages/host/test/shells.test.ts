import assert from 'node:assert/strict'
import {spawnSync} from 'node:child_process'
import {mkdirSync} from 'node:fs'
import {join} from 'node:path'
import {built, Machine, repository} from './launcher.ts'
import {Terminal} from './terminal.ts'

/** How a shell is started without anybody's settings, with a prompt to wait for and Ctrl-G to show the edited line. */
interface Shell {
  readonly name: 'bash' | 'zsh' | 'fish'
  readonly command: string
  readonly setUp: (script: string) => string
}

const shown = /<<([\s\S]*?)>>/

const bash: Shell = {
  name: 'bash',
  command: 'bash --norc --noprofile -i',
  setUp: (script) => `PS1=; source ${script}; bind -x '"\\C-g": printf "<%s>\\n" "<$READLINE_LINE>"'`,
}
const zsh: Shell = {
  name: 'zsh',
  command: 'zsh -f -i',
  setUp: (script) =>
    `PS1=; autoload -Uz compinit; compinit -D -i; source ${script}; show() { print -r -- "<""<$BUFFER>"">" >$TTY }; zle -N show; bindkey "^G" show`,
}
const fish: Shell = {
  name: 'fish',
  command: 'fish --no-config -i',
  setUp: (script) =>
    `function fish_prompt; end; set -g fish_autosuggestion_enabled 0; source ${script}; bind \\cg 'printf "<%s>\\n" "<"(commandline)">"'`,
}

describe('completion on the terminal', function () {
  this.timeout(90_000)
  before(built)

  /** What is typed (`⇥` is the key), and the line that it becomes. */
  const typed: readonly (readonly [keys: string, line: string, why: string])[] = [
    ['ome ech⇥', 'ome echo ', 'a command'],
    ['ome echo words --tim⇥', 'ome echo words --times ', 'a flag'],
    ['ome echo words --tone lou⇥', 'ome echo words --tone loud ', 'a value'],
    ['ome echo words --tone=lou⇥', 'ome echo words --tone=loud ', 'a value behind ='],
    ['ome echo words -- wor⇥', 'ome echo words -- world ', 'an operand behind --'],
    ['ome echo words "wor⇥', 'ome echo words "world" ', 'a quoted word'],
    ['ome cluster use "my clu⇥', 'ome cluster use "my cluster" ', 'a quoted value with a blank'],
    ['ome cluster use arn:aws:e⇥', 'ome cluster use arn:aws:eks ', 'a value with colons'],
    ['ome --context arn:aws:eks echo wo⇥', 'ome --context arn:aws:eks echo words ', 'words behind a value with colons'],
    ['ome --context "my cluster" echo wo⇥', 'ome --context "my cluster" echo words ', 'words behind a quoted value'],
    ['ome echo words --kubeconfig conf⇥', 'ome echo words --kubeconfig config.yaml ', 'a file'],
    ['ome echo words --kubeconfig=conf⇥', 'ome echo words --kubeconfig=config.yaml ', 'a file behind ='],
    ['ome nonsense ⇥', 'ome nonsense ', 'nothing'],
    ['parrot spe⇥', 'parrot speak ', 'a word of another name'],
    ['parrot speak --repeat=⇥', 'parrot speak --repeat=', 'no single value'],
  ]

  for (const shell of [bash, zsh, fish]) {
    describe(shell.name, () => {
      before(function () {
        const missing = ['script', shell.name].filter((name) => spawnSync(name, ['--version']).error)
        if (missing.length > 0) {
          process.stderr.write(`      ${missing.join(' and ')} not found: install the packages of .ci/run\n`)
          this.skip()
        }
      })

      it('completes what is typed', async () => {
        using machine = await prepared(shell)
        await using terminal = await opened(shell, machine)
        for (const [keys, line, why] of typed) {
          terminal.press(`${keys.replace('⇥', '\t')}\u0007`)
          const [, edited = ''] = await terminal.until(shown)
          terminal.press('\u0015')
          assert.equal(edited, line, why)
        }
      })

      it('lists what fits, with descriptions', async () => {
        using machine = await prepared(shell)
        await using terminal = await opened(shell, machine)

        terminal.press('ome echo \t\t')

        await terminal.until(/(?=[\s\S]*Wait until it is)(?=[\s\S]*Print a word)/)
      })
    })
  }

  async function prepared({name}: Shell): Promise<Machine> {
    const machine = new Machine()
    const {out} = await machine.run(`completion ${name}`)
    const parrot = await machine.run(`completion ${name} --as parrot`)
    machine.write('scripts', `${out}\n${parrot.out}`)
    machine.write('work/config.yaml', '')
    machine.write('.kube/config', kubeconfig)
    mkdirSync(join(machine.home, 'bin'))
    await machine.run(['personality', 'link', 'parrot', '--dir', join(machine.home, 'bin')])
    return machine
  }

  async function opened({command, setUp}: Shell, machine: Machine): Promise<Terminal> {
    const terminal = new Terminal(command, {cwd: join(machine.home, 'work'), env: shellEnv(machine)})
    terminal.press(`${setUp(join(machine.home, 'scripts'))}; printf '%s%s\\n' REA DY\n`)
    await terminal.until(/READY/)
    return terminal
  }
})

const kubeconfig = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [],
  contexts: ['my cluster', 'arn:aws:eks'].map((name) => ({name, context: {cluster: name, user: 'alice'}})),
})

const shellEnv = (machine: Machine): Record<string, string> => ({
  PATH: `${join(machine.home, 'bin')}:${join(repository, 'bin')}:${join(process.execPath, '..')}:${process.env['PATH']}`,
  HOME: machine.home,
  LANG: 'C.UTF-8',
  TERM: 'xterm',
})
