import assert from 'node:assert/strict'
import type {Need} from '@ome/sdk/need'
import {cluster, type TestCluster} from '@ome/testkit/cluster'
import {compareRights} from '@ome/testkit/rights'
import {type CommandClass, run} from '@ome/testkit/run'
import Delete from '../src/commands/delete.ts'
import Describe from '../src/commands/describe.ts'
import Events from '../src/commands/events.ts'
import Get from '../src/commands/get.ts'

interface Noun {
  readonly group: string
  readonly plural: string
}

const pods: Noun = {group: '', plural: 'pods'}

/** The needs with what was typed in place of `{noun}`; our own nouns need what is declared beside it. */
const typed = (needs: readonly Need[], noun: Noun | undefined): readonly Need[] =>
  needs.flatMap((need) => {
    if (!need.resources.includes('{noun}')) return [need]
    return noun ? [{...need, apiGroups: [noun.group], resources: [noun.plural]}] : []
  })

const cases: readonly [
  CommandClass & {readonly needs: readonly Need[]},
  string,
  Noun | undefined,
  readonly string[],
][] = [
  [Get, 'pods', pods, ['pods', 'pod some-pod', 'pods -A -o json', 'pods --sort-by=.metadata.name', 'pods -w']],
  [
    Get,
    'our nouns',
    undefined,
    [
      'services',
      'services -A -o wide',
      'service prod-llama -o yaml',
      'service prod-llama-engine',
      'model mistral-7b --export',
      'models -A',
      'runtimes',
      'runtime srt-mistral -o yaml',
      'accelerators',
      'accelerator nvidia-h100 -o yaml',
      'services,models,runtimes',
      'services -w',
    ],
  ],
  [Describe, 'pods', pods, ['pod some-pod']],
  [Describe, 'our nouns', undefined, ['service prod-llama', 'model mistral-7b', 'accelerator nvidia-h100']],
  [Events, 'of pods', pods, ['pod some-pod', 'pod some-pod --follow']],
  [
    Events,
    'of our nouns',
    undefined,
    ['', '-A', 'service prod-llama', 'model mistral-7b', 'service chat --follow -n ml-prod'],
  ],
  [Delete, 'pods', pods, ['pod some-pod --yes', 'pods -l a=b --yes', 'pods -l app=mistral-dev-engine --yes']],
  [Delete, 'our nouns', undefined, ['service research-a --yes', 'models --all --dry-run --yes']],
]

describe('the rights that are declared', () => {
  let emulated: TestCluster
  before(async () => {
    emulated = await cluster({scenario: 'tour-ome'})
  })
  after(() => emulated.stop())

  for (const [command, what, noun, lines] of cases) {
    it(`${command.name.toLowerCase()} ${what}: what is asked of the server, and no more`, async () => {
      emulated.requests.length = 0

      for (const line of lines) await watched(command, line, emulated)

      const use = compareRights(typed(command.needs, noun), emulated.requests)
      assert.deepEqual(use, {undeclared: [], unused: []})
    })
  }
})

/** Runs a command to its end; one that follows is stopped when it has shown the state and watches. */
async function watched(command: CommandClass, line: string, {kube, requests, api}: TestCluster): Promise<void> {
  const [pod = ''] = api.list({group: '', plural: 'pods'}, {namespace: 'default'}).map(({metadata}) => metadata.name)
  const argv = line.replace('some-pod', pod).split(' ').filter(Boolean)
  const follows = /-w|--follow/.test(line)
  const controller = new AbortController()
  const done = run(command, argv, {kube: (options) => kube(options, controller.signal), signal: controller.signal})
  while (follows && !requests.some(({path}) => path.includes('watch=true')))
    await new Promise((resolve) => setImmediate(resolve))
  if (follows) controller.abort()
  const {code, err} = await done
  assert.ok(follows ? code === 130 : code === 0 || code === 4, `${line}: ${code} ${err}`)
}
