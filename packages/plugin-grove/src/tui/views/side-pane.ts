import type {Page} from '@ome/sdk/view'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {isActive} from '../../domain/rollout-note.ts'
import type {RoleMetrics} from '../../look/domain/role-metrics.ts'
import {topologyReports} from '../../look/domain/topology-report.ts'
import {metricCells} from '../../look/views/role-metrics.ts'
import {topologyView} from '../../look/views/topology.ts'
import type {Data} from '../domain/rows.ts'
import {chosenSet, type State} from '../domain/state.ts'
import {lineStrips, type Strip, stripsOf} from './strip.ts'

/** Placement, rollout or metrics of the set that is chosen. */
export function sidePane(state: State, width: number): readonly Strip[] {
  const {side} = state.panes
  const set = chosenSet(state)
  const title: Strip = [
    {text: state.focus === 'side' ? '* ' : ''},
    {text: side, tone: 'strong'},
    {text: set ? ` of ${set.name}` : '', tone: 'muted'},
  ]
  if (!set || !state.data) return [title]
  const page: Page = {width, room: width, now: new Date(state.now), wide: false, allNamespaces: false}
  const paper = {width, ascii: state.options.ascii}
  if (side === 'topology') return [title, ...placement(state.data, set, page, paper)]
  if (side === 'rollout') return [title, ...rolloutLines(set).flatMap((line) => lineStrips(line, paper))]
  return [title, ...metricStrips(state, set, page)]
}

interface Drawn {
  readonly width: number
  readonly now: number
  readonly strips: readonly Strip[]
}

/** Placement takes a look at all nodes: it is drawn once for each state of the cluster. */
const drawn = new WeakMap<Data, Map<string, Drawn>>()

function placement(data: Data, set: GroveSet, page: Page, paper: {width: number; ascii: boolean}): readonly Strip[] {
  const known = drawn.get(data) ?? new Map<string, Drawn>()
  drawn.set(data, known)
  const key = `${set.namespace}/${set.name}`
  const found = known.get(key)
  if (found?.width === paper.width) return found.strips
  if (data.isPartial) return [[{text: 'reading the cluster …', tone: 'muted'}]]
  if (!data.objects.nodes) return [[{text: 'nodes cannot be read: where pods lie is unknown', tone: 'muted'}]]
  const reports = topologyReports([set], data.objects, {isNamed: true})
  const strips = stripsOf(topologyView.blocks?.(reports, page) ?? [], paper)
  known.set(key, {width: paper.width, now: page.now.getTime(), strips})
  return strips
}

function rolloutLines(set: GroveSet) {
  const {updated, total, state, strategy} = set.update
  const {rollout} = set
  const images = new Map(
    set.object.spec.template.cliques.map(({name, spec}) => {
      const containers: readonly {readonly image?: string}[] = spec.podSpec.containers ?? []
      return [name, containers[0]?.image ?? '-']
    }),
  )
  const driven = rollout && isActive(rollout)
  const step = rollout?.steps === undefined ? '' : `, step ${(rollout.step ?? 0) + 1} of ${rollout.steps}`
  const lines = [
    {text: `${updated}/${total} workers are new, ${state === 'none' ? 'nothing rolls' : state}`},
    {text: `strategy ${strategy}, revision ${set.revision?.number ?? 'unrecorded'}`},
    ...(driven
      ? [
          {text: `${rollout.verb} ${rollout.phase}${step}`, tone: 'warn' as const},
          {text: rollout.holder === undefined ? 'nobody drives it: o goes on' : `driven by ${rollout.holder}`},
          ...(rollout.message === undefined ? [] : [{text: rollout.message}]),
        ]
      : []),
    ...[...images].map(([clique, image]) => ({text: `${clique}: ${image}`})),
    ...set.revisions.toReversed().map(({number, digest}) => ({
      text: `revision ${number}${digest === set.digest ? '  live' : ''}`,
      tone: digest === set.digest ? ('good' as const) : ('muted' as const),
    })),
  ]
  return lines.map((span) => ({spans: [span], hang: 2}))
}

function metricStrips({metrics}: State, set: GroveSet, page: Page): readonly Strip[] {
  if (metrics.uid !== set.uid) return [[{text: 'm measures this set', tone: 'muted'}]]
  if (metrics.failure !== undefined) return [[{text: metrics.failure, tone: 'bad'}]]
  if (!metrics.value) return [[{text: 'measuring …', tone: 'muted'}]]
  return metrics.value.roles.flatMap((role) => roleStrips(role, page))
}

/** What is measured of a role, in a narrow pane. */
function roleStrips(metrics: RoleMetrics, {width}: Page): readonly Strip[] {
  const cells = metricCells(metrics)
  const said = cells.slice(1).flatMap(({title, text}) => (text === '-' ? [] : [`${title.toLowerCase()} ${text}`]))
  return [
    [{text: metrics.role.name, tone: 'strong'}],
    ...lineStrips({spans: [{text: `  ${said.join('  ')}`}], hang: 2}, {width, ascii: false}),
  ]
}
