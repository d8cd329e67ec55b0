import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {hasTmux, Tmux, type TmuxOptions} from '@ome/testkit/tmux'
import {type GroveWorld, world} from '../world.ts'

const program = join(import.meta.dirname, 'program.ts')
const page = join(import.meta.dirname, '../../../../docs/grove-tui.md')
const scales = {group: 'grove.io', plural: 'podcliques'}

describe('the page on a real terminal', function () {
  this.timeout(120_000)
  let cluster: GroveWorld
  before(async function () {
    if (!hasTmux()) {
      process.stderr.write('      tmux not found: install the packages of .ci/run\n')
      this.skip()
    }
    cluster = await world()
  })
  after(() => cluster?.stop())

  /** The page between two lines of a shell, which tell what became of the terminal. */
  function opened(words = '', {env, ...size}: Partial<TmuxOptions> = {}): Tmux {
    const line = `${process.execPath} ${program} --kubeconfig ${cluster.kubeconfig} -n prod ${words}`
    const script = `echo before; was=$(stty -g); ${line}; echo "left with $?"; [ "$was" = "$(stty -g)" ] && echo as before; exec cat`
    return new Tmux(`sh -c '${script}'`, {
      width: 80,
      height: 24,
      ...size,
      env: {OME_TEST_NOW: cluster.now().toISOString(), ...env},
    })
  }

  const left = async (terminal: Tmux, code: number): Promise<void> => {
    assert.match(await terminal.until(/as before/), new RegExp(`(?:^|\\n)before\\n+left with ${code}\\nas before$`))
    assert.deepEqual(
      ['alternate_on', 'cursor_flag', 'mouse_any_flag'].map((name) => terminal.flag(name)),
      ['0', '1', '0'],
    )
  }

  it('shows what docs/grove-tui.md shows', async () => {
    const shots = new Map<string, string>()
    {
      using terminal = opened()
      shots.set('forest', await terminal.until(/Forest {3}\(2\)\s[\s\S]*my-inference {2}[\s\S]*Unschedulable/))
      terminal.press('Down', 'Enter', 'Down')
      shots.set('roles', await terminal.until(/> {2}decode[\s\S]*FailedScheduling/))
      terminal.press('t')
      shots.set('topology', await terminal.until(/topology of my-inference[\s\S]*research/))
      terminal.press('Escape', 's', 'BSpace', '9', 'Enter')
      shots.set('plan', await terminal.until(/y carry it out/))
      terminal.press('Escape', '?')
      shots.set('keys', await terminal.until(/Keys/))
      terminal.press('Escape', 'q')
      await left(terminal, 0)
    }
    {
      using terminal = opened('my-inference', {width: 300, height: 100})
      shots.set('wide', await terminal.until(/topology of my-inference[\s\S]*research/))
      terminal.press('l')
      await terminal.until(/ROLE .*│ topology.* │ log of my-inference-0-prefill/)
      terminal.press('C-c')
      await left(terminal, 130)
    }
    compareShots(shots)
  })

  it('carries out a scale', async () => {
    using terminal = opened('my-inference')
    await terminal.until(/decode \[D\] +8\/8/)
    terminal.press('Down', 's', 'BSpace', '9', 'Enter')
    await terminal.until(/8 → 9[\s\S]*y carry it out/)
    assert.equal(cluster.api.get(scales, 'my-inference-0-decode', 'prod')?.spec?.['replicas'], 8)
    terminal.press('y')
    await terminal.until(/decode \[D\] +9\/9/, () => cluster.advance(500))
    assert.equal(cluster.api.get(scales, 'my-inference-0-decode', 'prod')?.spec?.['replicas'], 9)
    terminal.press('q')
    await left(terminal, 0)
  })

  for (const [name, words, env, wanted] of [
    ['16 colours', '', {TERM: 'xterm-16color', FORCE_COLOR: '1'}, /\u001b\[3[123]m/],
    ['no colours', '', {NO_COLOR: '1'}, undefined],
    ['ASCII alone', '--ascii', {LANG: 'C.UTF-8'}, undefined],
  ] as const)
    it(`draws with ${name}`, async () => {
      using terminal = opened(`my-inference ${words}`, {width: 130, height: 30, env})
      await terminal.until(/topology of my-inference[\s\S]*research/)
      const {painted} = terminal
      if (wanted) assert.match(painted, wanted)
      assert.doesNotMatch(painted, /\u001b\[(3|4)8;/)
      if (name === 'no colours') assert.doesNotMatch(painted, /\u001b\[[\d;]*m/)
      if (words !== '') assert.match(painted.replaceAll(/\u001b\[[\d;]*m/g, ''), /^[\n\u0020-\u007e]*$/)
      terminal.press('C-q')
      await left(terminal, 0)
    })

  it('follows the size of the terminal', async () => {
    using terminal = opened('my-inference')
    await terminal.until(/decode \[D\]/)
    terminal.press('Down')
    terminal.resize(50, 10)
    await terminal.until(/^this needs 60x15, here are 50x10; q quits/)
    terminal.resize(130, 30)
    await terminal.until(/> {2}decode \[D\].*│/)
    terminal.press('q')
    // tmux brings lines of the page back when it grows: only what is written last counts.
    await terminal.until(/left with 0\nas before$/)
  })

  it('leaves the terminal as it was when it is ended from outside', async () => {
    using terminal = opened('my-inference')
    await terminal.until(/decode \[D\]/)
    const [, pid = ''] = /(\d+)/.exec(terminal.flag('pane_pid')) ?? []
    const own = execFileSync('ps', ['-o', 'pid=', '--ppid', pid], {encoding: 'utf8'}).trim().split(/\s+/)
    process.kill(Number(own[0]), 'SIGTERM')
    await left(terminal, 130)
  })

  it('says that the cluster is lost, and can be left then', async () => {
    using terminal = opened('my-inference')
    await terminal.until(/decode \[D\]/)
    await cluster.stop()
    await terminal.until(/lost for/)
    assert.match(terminal.screen, /decode \[D\]/)
    terminal.press('q')
    await left(terminal, 0)
  })
})

/** The blocks behind `<!-- screen: NAME -->` are what the terminal showed; OME_GOLDEN=1 writes them. */
function compareShots(shots: ReadonlyMap<string, string>): void {
  const before = readFileSync(page, 'utf8')
  const names = [...before.matchAll(/<!-- screen: (\w+) -->/g)].map(([, name]) => name)
  assert.deepEqual(names.toSorted(), [...shots.keys()].toSorted())
  const after = before.replaceAll(/(<!-- screen: (\w+) -->\n```text\n)[\s\S]*?(```)/g, (_, head, name, foot) => {
    const lines = (shots.get(name) ?? '').split('\n').map((line) => line.trimEnd())
    return `${head}${lines.join('\n').replaceAll(/(\n[ │]*){4,}(?=\n)/g, '\n…')}\n${foot}`
  })
  if (process.env['OME_GOLDEN'] === '1') writeFileSync(page, after)
  else assert.equal(before, after, `${page} shows something else; OME_GOLDEN=1 rewrites it`)
}
