import {displayWidth} from '@ome/sdk/text'
import {buildTree} from '../../src/domain/build-tree.ts'
import type {GroveObjects} from '../../src/domain/grove-objects.ts'
import {reduce} from '../../src/tui/domain/reduce.ts'
import type {Data} from '../../src/tui/domain/rows.ts'
import {type Effect, type Event, initialState, type Options, type State} from '../../src/tui/domain/state.ts'
import {render} from '../../src/tui/views/page.ts'
import {type MadeSet, madeNodes, madeObjects, madeTopology, sha256} from '../made-objects.ts'

/** A page that is driven without a terminal. */
export class MadePage {
  state: State
  readonly effects: Effect[] = []

  constructor(options: Partial<Options> = {}, size = {width: 80, height: 24}) {
    const asked: Options = {namespace: 'prod', readOnly: false, ascii: false, ...options}
    this.state = initialState(asked, size, Date.parse('2026-11-21T12:00:00Z'))
  }

  tell(event: Event): this {
    const {state, effects} = reduce(this.state, event)
    this.state = state
    this.effects.push(...effects)
    return this
  }

  press(...keys: readonly string[]): this {
    for (const key of keys) this.tell({type: 'input', input: {type: 'key', key}})
    return this
  }

  type(text: string): this {
    return this.press(...text)
  }

  get lines(): readonly string[] {
    return render(this.state).map((strip) =>
      strip
        .map(({text}) => text)
        .join('')
        .trimEnd(),
    )
  }

  get text(): string {
    return this.lines.join('\n')
  }

  get widest(): number {
    return Math.max(...render(this.state).map((strip) => displayWidth(strip.map(({text}) => text).join(''))))
  }

  /** The line of the cursor. */
  get chosen(): string {
    return (
      this.lines
        .find((line) => line.startsWith('>'))
        ?.slice(1)
        .trim()
        .split(/\s\s+| /)[0] ?? ''
    )
  }

  get crumbs(): string {
    return this.lines[1]?.trim().replace(/ {3}\(.*/, '') ?? ''
  }
}

export function dataOf(...sets: readonly MadeSet[]): Data {
  const parts = sets.map((set) => madeObjects({namespace: 'prod', ...set}))
  const joined = <Key extends keyof GroveObjects>(key: Key): readonly never[] =>
    parts.flatMap((part) => (part[key] ?? []) as never[])
  const objects = {
    sets: joined('sets'),
    cliques: joined('cliques'),
    groups: joined('groups'),
    gangs: joined('gangs'),
    pods: joined('pods'),
    nodes: madeNodes(8, 4),
    topologies: [madeTopology],
    events: [],
    unread: [],
  } as unknown as GroveObjects
  return {tree: buildTree(objects, {sha256}), objects}
}

const disaggregated = (name: string): MadeSet => ({
  name,
  cliques: [
    {name: 'prefill', replicas: 2, gpus: 2},
    {name: 'decode', replicas: 12, minAvailable: 4, gpus: 1},
  ],
})

/** One replica, one gang, two roles. */
export const simple = disaggregated('simple')

/** Two replicas; a scaling group whose workers have two pods. */
export const grouped: MadeSet = {
  name: 'grouped',
  replicas: 2,
  cliques: [
    {name: 'frontend', replicas: 1},
    {name: 'leader', replicas: 1, gpus: 4},
    {name: 'worker', replicas: 1, gpus: 4},
  ],
  groups: [{name: 'decode', cliques: ['leader', 'worker'], replicas: 2, minAvailable: 1}],
  pod: ({order}) => (order === 1 ? {state: 'unschedulable', node: undefined} : {}),
}

/** Pods of a set that have other names and uids. */
export const withoutPod = (data: Data, name: string): Data => {
  const pods = (data.objects.pods ?? []).filter(({metadata}) => metadata.name !== name)
  const objects = {...data.objects, pods}
  return {tree: buildTree(objects, {sha256}), objects}
}
