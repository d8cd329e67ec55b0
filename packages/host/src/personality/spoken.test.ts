import assert from 'node:assert/strict'
import {type Personality, readPersonality} from '@ome/installer/artifact/personality'
import {findRoute} from '../routes/find-route.ts'
import type {RouteIndex} from '../routes/route-index.ts'
import {speak} from './spoken.ts'

const index: RouteIndex = {
  key: '1',
  version: '1',
  watched: {},
  plugins: [],
  commands: {
    completion: [0, 'Print a script', 'read'],
    version: [0, 'Show versions', 'read'],
    'plugin:list': [0, 'List plugins', 'read'],
    deploy: [1, 'Serve a model', 'write'],
    scale: [1, 'Change replicas', 'write'],
    'tune:start': [1, 'Start tuning', 'write'],
    'tune:status': [1, 'Show tuning', 'read'],
    'rag:document:add': [1, 'Add a document', 'write', 0, 1],
    'rag:document:list': [1, 'List documents', 'read'],
    'fleet:show': [1, 'Show fleets', 'read'],
    'fleet:roll:undo': [1, 'Go back', 'write'],
  },
  aliases: {'fleet:see': 'fleet:show', up: 'deploy'},
  losers: [],
  topics: [
    {name: 'tune', summary: 'Tune models'},
    {name: 'fleet', summary: 'Fleets'},
    {name: 'fleet:roll', summary: 'Rollouts'},
  ],
  offers: [
    {
      plugin: 'p',
      version: '1',
      registry: 'r',
      summary: '',
      commands: {'fleet:map': 'Show a map', cost: 'Count money'},
      risks: {},
    },
  ],
  moved: {},
  valueFlags: ['-n', '--namespace', '--input', '--method', '--sel'],
  config: {},
  rootHelp: '',
  notices: [],
}

const personality = (rest: Partial<Record<keyof Personality, unknown>>): Personality =>
  readPersonality({schema: 'personality/v1', name: 'boat', bins: ['kubectl-boat'], summary: 'Boats', ...rest}, 'test')

const boat = speak(
  index,
  personality({
    fallback: 'canonical',
    rows: [
      {words: '', args: {name: '{value}'}},
      {
        words: 'deploy',
        to: 'deploy',
        flags: {name: '--name={value}', preset: '', 'preset=': ''},
        preset: ['--backend=boat'],
      },
      {
        words: 'tune',
        to: 'tune start',
        flags: {dataset: '--input={value}', auto: '--from {--method}-params'},
        note: 'tune is tune start',
      },
      {words: 'index --add', to: 'rag document add', args: {name: '{value}', add: '{value}'}},
      {words: 'index --list', to: 'rag document list'},
      {
        words: 'health check',
        to: 'scale',
        args: {workspace: 'workspace {value}'},
        flags: {'output=report': '--report'},
      },
    ],
  }),
  'kubectl boat',
)
const fleet = speak(
  index,
  personality({fallback: {under: 'fleet'}, rows: [{words: 'plugin', to: 'plugin'}]}),
  'kubectl boat',
)

/** The canonical line that typed words lead to. */
function meant(spoken: typeof boat, line: string): string {
  const route = findRoute(spoken.view, line.split(' '))
  if (route.type !== 'command') return `${route.type}`
  const {id, argv} = spoken.resolve(route.id, route.argv)
  return [id.replaceAll(':', ' '), ...argv].join(' ')
}

describe('personalities', () => {
  it('the longest words win, and what no row knows is canonical', () => {
    assert.equal(meant(boat, 'tune --dataset d'), 'tune start --input=d')
    assert.equal(meant(boat, 'tune status x'), 'tune status x')
    assert.equal(meant(boat, 'tune start --input d'), 'tune start --input d')
    assert.equal(meant(boat, 'up m'), 'deploy --backend=boat m')
    assert.equal(meant(boat, 'nonsense'), 'unknown')
  })

  it('flags become other flags, operands or nothing, wherever they stand before --', () => {
    assert.equal(meant(boat, '-n x health check --workspace=w --output report'), 'scale workspace w -n x --report')
    assert.equal(meant(boat, 'health check --output json --workspace w'), 'scale workspace w --output json')
    assert.equal(meant(boat, 'deploy m --preset --name x'), 'deploy --backend=boat m --name=x')
    assert.equal(meant(boat, 'deploy m --preset=p'), 'deploy --backend=boat m')
    assert.equal(meant(boat, 'deploy --backend other m'), 'deploy --backend other m')
    assert.equal(meant(boat, 'tune a -- --dataset d'), 'tune start a -- --dataset d')
  })

  it('the row for every line holds in all rows that do not say otherwise', () => {
    assert.equal(meant(boat, 'tune status --name t'), 'tune status t')
    assert.equal(meant(boat, 'tune --name t'), 'tune start t')
    assert.equal(meant(boat, 'scale --replicas 3 --name s'), 'scale s --replicas 3')
  })

  it('flags choose among rows of the same words, operands stand in the order of the row', () => {
    assert.equal(meant(boat, 'index --add file.pdf --name r'), 'rag document add r file.pdf')
    assert.equal(meant(boat, 'index --list --name r'), 'rag document list r')
    assert.equal(meant(boat, 'index r --add file.pdf'), 'rag document add r file.pdf')
    assert.equal(meant(boat, 'index --add file.pdf -n x r'), 'rag document add -n x r file.pdf')
    assert.equal(meant(boat, 'index --add file.pdf -n x'), 'rag document add file.pdf -n x')
    assert.equal(meant(boat, 'health check --workspace w x'), 'scale workspace w x')
    assert.throws(() => meant(boat, 'index --name r'), {message: '"index" goes with --add or --list', kind: 'usage'})
  })

  it('a value may be that of another flag, which has to be there', () => {
    assert.equal(meant(boat, 'tune --auto --method qlora'), 'tune start --from qlora-params --method qlora')
    assert.throws(() => meant(boat, 'tune --auto'), {message: 'flag --auto goes with --method', kind: 'usage'})
    assert.throws(() => meant(boat, 'tune --dataset'), {message: 'flag --dataset needs a value', kind: 'usage'})
  })

  it('flags in a text are those that were typed, and errors about them lead to the help of the command', () => {
    const said = (line: string[], text: string) => boat.resolve('tune', line).sayFlags?.(text)
    assert.equal(said(['--dataset', 'x'], 'error: --input=x: not one of a'), 'error: --dataset=x: not one of a')
    assert.equal(said(['--dataset=x'], '--input-format and --data'), '--input-format and --data')
    assert.equal(said(['--dataset', 'x', '--input', 'y'], '--input=y'), undefined)
    assert.equal(said(['--', '--dataset', 'x'], '--input=x'), undefined)
    assert.throws(() => boat.resolve('tune', ['--dataset']), {hints: ['see kubectl boat tune start --help']})
    assert.throws(() => boat.resolve('index', []), {hints: ['see kubectl boat rag document add --help']})
  })

  it('tells the note of the row that was used', () => {
    assert.equal(boat.resolve('tune', []).note, 'tune is tune start')
    assert.equal(boat.resolve('tune:status', []).note, undefined)
  })

  it('a value of any kind is taken as it is', () => {
    assert.deepEqual(boat.resolve('tune', ['--dataset', '--{value} a b']).argv, ['--input=--{value} a b'])
  })

  it('below a topic only its commands, rows and what every program has are there', () => {
    assert.deepEqual(Object.keys(fleet.view.commands).sort(), [
      'completion',
      'plugin:list',
      'roll:undo',
      'show',
      'version',
    ])
    assert.equal(meant(fleet, 'show x'), 'fleet show x')
    assert.equal(meant(fleet, 'see x'), 'fleet show x')
    assert.equal(meant(fleet, 'roll undo'), 'fleet roll undo')
    assert.equal(meant(fleet, 'deploy m'), 'unknown')
    assert.deepEqual(fleet.view.topics, [{name: 'roll', summary: 'Rollouts'}])
    assert.deepEqual(fleet.view.offers[0]?.commands, {map: 'Show a map'})
  })

  it('without a fallback only rows are there', () => {
    const {view} = speak(index, personality({fallback: 'none', rows: [{words: 'go', to: 'deploy'}]}), 'boat')
    assert.deepEqual(Object.keys(view.commands), ['go', 'completion', 'version'])
  })

  it('a command with a name of its own is not shown by the canonical one as well', () => {
    const shown = Object.entries(boat.view.commands).flatMap(([id, [, , , hidden]]) => (hidden ? [] : [id]))
    assert.ok(shown.includes('tune') && !shown.includes('tune:start'))
    assert.deepEqual(boat.view.commands['rag:document:add'], [1, 'Add a document', 'write', 1, 1])
  })

  it('words that a row puts there by itself are understood, and not shown as a command', () => {
    const rows = ['serve', 'serve boats'].map((words) => ({words, to: 'deploy', preset: ['boats']}))
    const {view, resolve} = speak(index, personality({fallback: 'none', rows}), 'boat')
    assert.deepEqual(resolve('serve:boats', ['m']).argv, ['boats', 'm'])
    assert.deepEqual([view.commands['serve']?.[3], view.commands['serve:boats']?.[3]], [undefined, 1])
  })

  it('texts about canonical commands are put into its words', () => {
    assert.equal(boat.say('hint: kubectl boat tune start x'), 'hint: kubectl boat tune x')
    assert.equal(boat.say('see: kubectl boat rag document add --help'), 'see: kubectl boat index --add --help')
    assert.equal(boat.say('(kubectl boat deploy m)'), '(kubectl boat deploy m)')
    assert.equal(
      fleet.say('try kubectl boat fleet show, kubectl boat fleet --help'),
      'try kubectl boat show, kubectl boat --help',
    )
    assert.equal(fleet.say('kubectl boat fleet roll --help'), 'kubectl boat roll --help')
    assert.equal(
      fleet.say('hint: kubectl boat --context a --as=b fleet roll undo x'),
      'hint: kubectl boat --context a --as=b roll undo x',
    )
    assert.equal(fleet.say('hint: kubectl boat --server https://a deploy m'), 'hint: ome --server https://a deploy m')
  })

  it('a command that cannot be reached under the name stays one of ome', () => {
    assert.equal(fleet.say('hint: kubectl boat deploy m'), 'hint: ome deploy m')
    assert.equal(fleet.say('hint: kubectl boat plugin list'), 'hint: kubectl boat plugin list')
    assert.equal(fleet.say('hint: kubectl boat nonsense'), 'hint: kubectl boat nonsense')
  })

  it('a quoted command whose topic has the name of the program stays as it is', () => {
    const commands: RouteIndex['commands'] = {...index.commands, 'boat:deploy': [1, 'Launch', 'write']}
    const own = speak({...index, commands}, personality({fallback: {under: 'boat'}, rows: []}), 'boat')
    assert.equal(own.say('error: "boat deploy" needs rights'), 'error: "boat deploy" needs rights')
    const inJson = JSON.stringify({message: '"boat deploy" needs rights'})
    assert.equal(own.say(inJson), inJson)
    assert.equal(own.say('hint: boat deploy m, boat boat deploy m'), 'hint: ome deploy m, boat deploy m')
  })
})
