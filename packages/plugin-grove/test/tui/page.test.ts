import assert from 'node:assert/strict'
import {mkdtemp, rm, writeFile} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import type {Context} from '@ome/sdk/context'
import {contextNames} from '../../src/tui/compose.ts'
import {dataOf, grouped, MadePage, simple, withoutPod} from './made-page.ts'

const both = dataOf(simple, grouped)
const opened = () => new MadePage().tell({type: 'data', data: both})

describe('the page', () => {
  it('finds the contexts of a kubeconfig', async () => {
    const context = {env: {HOME: '/none'}, cwd: import.meta.dirname} as unknown as Context
    const folder = await mkdtemp(join(tmpdir(), 'ome-contexts-'))
    const file = join(folder, 'config')
    await writeFile(
      file,
      JSON.stringify({
        contexts: [
          {name: 'one', context: {}},
          {name: 'two', context: {}},
        ],
      }),
    )
    assert.deepEqual(await contextNames(context, file), ['one', 'two'])
    await rm(folder, {recursive: true})
  })

  it('is drawn before anything is known', () => {
    const empty = new MadePage()
    assert.match(empty.text, /^ Arborist {3}namespace prod\n Forest/)
    assert.match(empty.text, /reading the cluster …/)
    assert.equal(empty.lines.length, 24)
  })

  it('goes down from the forest to a pod, past levels without a choice, and the same way back', () => {
    const at = opened()
    assert.deepEqual([at.crumbs, at.chosen], ['Forest', 'grouped'])
    at.press('down')
    assert.equal(at.chosen, 'simple')
    at.press('enter')
    assert.deepEqual([at.crumbs, at.chosen], ['Forest > simple > gang-0', 'prefill'])
    at.press('j', 'enter')
    assert.deepEqual([at.crumbs, at.chosen], ['Forest > simple > gang-0 > decode', 'decode-0'])
    at.press('esc')
    assert.deepEqual([at.crumbs, at.chosen], ['Forest > simple > gang-0', 'decode'])
    at.press('esc')
    assert.deepEqual([at.crumbs, at.chosen], ['Forest', 'simple'])
    at.press('esc', 'esc')
    assert.deepEqual([at.crumbs, at.effects], ['Forest', []])
  })

  it('shows replicas, gangs and workers where there are several', () => {
    const at = opened().press('enter')
    assert.deepEqual([at.crumbs, at.chosen], ['Forest > grouped', 'replica-0'])
    at.press('enter')
    assert.equal(at.crumbs, 'Forest > grouped > replica-0')
  })

  it('begins in a set that was asked for by name', () => {
    const at = new MadePage({name: 'simple'}).tell({type: 'data', data: dataOf(simple)})
    assert.equal(at.crumbs, 'Forest > simple > gang-0')
    assert.equal(at.press('esc').crumbs, 'Forest > simple > gang-0')
  })

  it('keeps the cursor on its pod when others come and go, else on what took its place', () => {
    const data = dataOf(simple)
    const names = (data.objects.pods ?? []).map(({metadata}) => metadata.name).filter((name) => name.includes('decode'))
    const at = new MadePage({name: 'simple'}).tell({type: 'data', data}).press('down', 'enter', 'down', 'down')
    assert.equal(at.chosen, 'decode-2')
    at.tell({type: 'data', data: withoutPod(data, names[0] ?? '')})
    assert.equal(at.chosen, 'decode-2')
    at.tell({type: 'data', data: withoutPod(data, names[2] ?? '')})
    assert.equal(at.chosen, 'decode-3')
  })

  it('goes up when what it shows is gone', () => {
    const at = opened()
      .press('down', 'enter', 'enter')
      .tell({type: 'data', data: dataOf(grouped)})
    assert.deepEqual([at.crumbs, at.chosen], ['Forest', 'grouped'])
  })

  for (const [line, rows] of [
    ['decode-1', ['decode-1', 'decode-10', 'decode-11']],
    ['decode-1$', ['decode-1']],
    ['!decode-', []],
    ['[', []],
    ['-f dc11', ['decode-11']],
    ['-l grove.io/podclique-pod-index=3', ['decode-3']],
    ['!-l grove.io/podclique-pod-index!=3', ['decode-3']],
    ['nothing', []],
  ] as const)
    it(`filters by ${line}`, () => {
      const at = opened().press('down', 'enter', 'down', 'enter', '/').type(line).press('enter')
      assert.deepEqual(
        at.state.listing.rows.map(({label}) => label),
        rows,
      )
      assert.equal(at.press('esc').state.listing.rows.length, 12)
      assert.equal(at.crumbs, 'Forest > simple > gang-0 > decode')
    })

  it('sorts by name as people count, by GPUs, and again as the tree is', () => {
    const at = opened().press('down', 'enter', 'down', 'enter', 'N')
    assert.deepEqual(
      at.state.listing.rows.slice(9).map(({label}) => label),
      ['decode-9', 'decode-10', 'decode-11'],
    )
    assert.equal(at.press('N').state.sort, 'tree')
    assert.equal(opened().press('G').chosen, 'grouped')
  })

  it('shows only what is not well', () => {
    const at = opened().press(':').type('pods').press('enter')
    const all = at.state.listing.rows.length
    at.press('ctrl-z')
    assert.ok(at.state.listing.rows.length > 0 && at.state.listing.rows.length < all)
    assert.match(at.text, /faults only/)
  })

  for (const [command, crumbs] of [
    ['pg', 'Forest > all gangs'],
    ['pods', 'Forest > all pods'],
    ['nodes', 'Forest > all nodes'],
    ['pcs', 'Forest'],
  ] as const)
    it(`:${command} shows a list`, () => assert.equal(opened().press(':').type(command).press('enter').crumbs, crumbs))

  it('names the set of a pod where pods of several are listed, and nodes in their order', () => {
    assert.match(opened().press(':').type('pods').press('enter').chosen, /^grouped\//)
    const nodes = opened()
      .press(':')
      .type('nodes')
      .press('enter')
      .state.listing.rows.map(({label}) => label)
    assert.deepEqual(nodes, nodes.toSorted())
  })

  it('completes commands, and says which there are', () => {
    const at = opened().press(':').type('po').press('tab', 'enter')
    assert.equal(at.crumbs, 'Forest > all pods')
    assert.equal(at.press(':').type('ns pr').press('tab').state.prompt?.text, 'ns prod')
    assert.match(opened().press(':').type('nonsense').press('enter').text, /no command "nonsense": pcs, pg/)
  })

  it('completes contexts, which are asked for when they are needed', () => {
    const at = opened().press(':').type('ctx')
    assert.deepEqual(at.effects, [{type: 'contexts'}])
    at.tell({type: 'contexts', names: ['production', 'staging']}).press('tab', 's', 'tab')
    assert.equal(at.state.prompt?.text, 'ctx staging')
    assert.deepEqual(at.press('enter').effects.at(-1), {type: 'watch', namespace: 'prod', context: 'staging'})
    assert.equal(at.effects.length, 2)
  })

  it('scrolls the pane that has the focus, and leaves the cursor of the tree', () => {
    const events = Array.from({length: 20}, (_, index) => ({
      metadata: {name: `e${index}`, namespace: 'prod', uid: `e${index}`},
      involvedObject: {kind: 'PodCliqueSet', name: 'grouped'},
      type: 'Warning',
      reason: 'Told',
      message: `number ${index}`,
      lastTimestamp: `2026-11-21T11:${String(10 + index)}:00Z`,
    }))
    const at = new MadePage({}, {width: 160, height: 24})
    at.tell({type: 'data', data: {...both, objects: {...both.objects, events: events as never}}})
    const chosen = at.chosen
    assert.match(at.text, /Events of grouped {2}1-5 of 20[\s\S]*number 19/)
    at.press('tab', 'tab', 'down', 'down')
    assert.match(at.text, /3-7 of 20/)
    assert.doesNotMatch(at.text, /number 18/)
    assert.match(at.press('end').text, /16-20 of 20[\s\S]*number 0/)
    assert.equal(at.chosen, chosen)
    assert.match(at.press('tab', 'tab').state.focus, /side/)
    at.press('end')
    assert.doesNotMatch(at.text, /another topology/)
    assert.equal(at.press('esc').state.focus, 'tree')
    assert.match(at.press('down').text, /Events of simple/)
    assert.deepEqual(at.state.scroll, {side: 0, events: 0})
  })

  it('looks elsewhere, with nothing left of where it was', () => {
    const at = opened().press(':').type('ns research').press('enter')
    assert.deepEqual(at.effects, [{type: 'watch', namespace: 'research', context: undefined}])
    assert.match(at.text, /namespace research/)
    assert.match(at.text, /reading the cluster/)
    assert.deepEqual(at.press(':').type('stop').press('enter').effects.at(-1), {type: 'suspend'})
  })

  it('from a pod in a list goes to its place in the tree', () => {
    const at = opened().press(':').type('pg').press('enter', 'end', 'enter')
    assert.equal(at.crumbs, 'Forest > simple > gang-0')
  })

  for (const [keys, effect] of [
    [['y'], {type: 'yaml', kind: 'PodCliqueSet', name: 'simple', namespace: 'prod'}],
    [['u'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'undo'}}],
    [['P'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'pause'}}],
    [['o'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'resume'}}],
    [['X'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'abort'}}],
    [['R'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'restart', roles: []}}],
    [['enter', 'R'], {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'restart', roles: ['prefill']}}],
    [['c'], {type: 'copy', text: 'simple'}],
    [['q'], {type: 'quit', cancelled: false}],
    [['ctrl-c'], {type: 'quit', cancelled: true}],
    [['/', 'ctrl-q'], {type: 'quit', cancelled: false}],
  ] as const)
    it(`${keys.join(' ')} asks for ${JSON.stringify(effect)}`, () => {
      const at = opened().press('down', ...keys)
      assert.deepEqual(at.effects, [effect])
    })

  it('asks for numbers, with those there are typed in', () => {
    const at = opened().press('down', 's')
    assert.equal(at.state.prompt?.text, 'prefill=2 decode=12')
    at.press('backspace').type('4').press('enter')
    assert.deepEqual(at.effects, [
      {type: 'plan', name: 'simple', namespace: 'prod', wish: {verb: 'scale', roles: {prefill: 2, decode: 14}}},
    ])
    const wrong = opened().press('s', 'ctrl-u').type('many').press('enter')
    assert.deepEqual(wrong.effects, [])
    assert.match(wrong.text, /write roles and numbers/)
  })

  it('carries a plan out with y and nothing else, never by a paste', () => {
    const plan = {type: 'plan-ready', title: 'scale simple', lines: ['decode 4 → 5'], canApply: true} as const
    const at = opened().press('down').tell(plan)
    assert.match(at.text, /Plan: scale simple\ndecode 4 → 5\n/)
    at.tell({type: 'input', input: {type: 'paste', text: 'y'}}).press('enter', 'j')
    assert.deepEqual(at.effects, [])
    assert.deepEqual(at.press('y').effects, [{type: 'apply'}])
    assert.match(at.tell({type: 'write-done', text: 'done it'}).text, /done it/)
    const left = opened().tell(plan).press('esc', 'y')
    assert.ok(left.effects.every(({type}) => type === 'yaml'))
  })

  it('changes nothing when it is read-only', () => {
    const at = new MadePage({readOnly: true}).tell({type: 'data', data: both})
    at.press('s', 'R', 'u', 'P', 'o', 'X').tell({type: 'plan-ready', title: 'x', lines: [], canApply: true}).press('y')
    assert.deepEqual(at.effects, [])
    assert.doesNotMatch(at.press('esc', '?').text, /plan of a scale/)
  })

  it('marks rows, and copies their names', () => {
    const at = opened().press(' ', 'down', ' ', 'c')
    assert.deepEqual(at.effects, [{type: 'copy', text: 'grouped\nsimple'}])
    assert.match(at.text, /2 marked/)
  })

  it('says since when the cluster is lost, and forgets it with the next news', () => {
    const at = opened().tell({type: 'lost', text: 'connection refused'})
    at.tell({type: 'tick', now: at.state.now + 65_000})
    assert.match(at.text, /lost for 65s, what is shown is old: connection refused/)
    assert.doesNotMatch(at.tell({type: 'data', data: both}).text, /lost for/)
  })

  it('has panes for its width', () => {
    const at = opened()
    assert.doesNotMatch(at.text, /topology of/)
    at.tell({type: 'resize', size: {width: 120, height: 30}})
    assert.match(at.text, /│ topology of grouped/)
    assert.match(at.press('r').text, /│ rollout of grouped/)
    assert.match(at.press('down', 'm').text, /│ metrics of simple/)
    at.tell({type: 'resize', size: {width: 59, height: 24}})
    assert.match(at.text, /^this needs 60x15, here are 59x24; q quits/)
    at.tell({type: 'resize', size: {width: 80, height: 24}})
    assert.match(at.press('t').text, /^.*\n.*\ntopology of simple/)
  })

  it('docks logs where there is room, and lays them over the rest where there is none', () => {
    const at = opened()
      .press('down', 'l')
      .tell({type: 'log-lines', lines: ['one', 'two']})
    assert.equal(at.effects[0]?.type, 'logs')
    assert.match(at.text, /log of simple-.*\none\ntwo/)
    at.tell({type: 'resize', size: {width: 210, height: 30}})
    assert.match(at.text, /SET .*│ topology.*│ log of simple/)
    assert.deepEqual(at.press('up', 'esc').effects.at(-1), {type: 'stop-logs'})
  })

  it('keeps what the cluster says from the terminal', () => {
    const evil = new MadePage().tell({type: 'data', data: dataOf(simple)})
    evil.press('l').tell({type: 'log-lines', lines: ['a\u001b[31mred\u001b]52;c;aGk=\u0007\u0007b\u202e']})
    evil.tell({type: 'lost', text: 'no\u001b[2J route'})
    assert.doesNotMatch(evil.lines.join(''), /[\u0000-\u001f\u007f-\u009f\u202e]/)
    assert.match(evil.text, /aredb/)
  })

  it('is drawn in ASCII', () => {
    const at = new MadePage({ascii: true}, {width: 210, height: 40}).tell({type: 'data', data: both}).press('down', 'l')
    at.tell({type: 'log-lines', lines: ['日本語 → …']})
    assert.match(at.lines.join(''), /^[\u0020-\u007e]*$/)
  })
})
