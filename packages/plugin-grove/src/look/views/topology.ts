import type {Line, Page, Span, View} from '@ome/sdk/view'
import {type GpuUse, mineOf, usedOf} from '../domain/gpu-use.ts'
import type {
  DomainUse,
  Fragmentation,
  GangRoom,
  PlacedPod,
  Straggler,
  TopologyReport,
} from '../domain/topology-report.ts'
import {placementJson} from './set-json.ts'
import {scoreText} from './set-words.ts'

/** Where pods lie: a cell for each GPU, by who has it. */
export const topologyView: View<readonly TopologyReport[]> = {
  kind: 'GroveTopologyList',
  blocks: (reports, page) => reports.map((report) => ({type: 'lines', lines: reportLines(report, page)})),
  json: reportJson,
  name: ({topology}) => `topology/${nameOf(topology)}`,
  empty: 'no podcliquesets found',
}

function reportLines(report: TopologyReport, page: Page): readonly Line[] {
  const names = Math.max(0, ...report.domains.flatMap(({nodes}) => nodes.map(({name}) => name.length)))
  const cells = Math.max(0, ...report.domains.flatMap(({nodes}) => nodes.map(({use}) => use.total)))
  return [
    headline(report),
    ...(report.topology.name === undefined && report.topology.levels.length < 2 ? [noTopology] : []),
    ...report.domains.flatMap((domain) => [
      domainLine(domain, report),
      ...domain.nodes.map((node) => nodeLine(node, {report, page, names, cells})),
    ]),
    ...report.stragglers.map((straggler): Line => ({spans: [{text: stragglerText(straggler), tone: 'warn'}], hang: 2})),
    ...[...Map.groupBy(report.unplaced, ({why}) => why)].map(
      ([why, pods]): Line => ({spans: [{text: unplacedText(why, pods), tone: 'bad'}], hang: 2}),
    ),
    ...report.cluster.map((each): Line => ({spans: [{text: clusterText(each)}], hang: 2})),
    ...report.gangs.map((each): Line => ({spans: [{text: gangText(each)}], hang: 2})),
  ]
}

/** That of its object, or the label that was named in its place. */
const nameOf = ({name, levels}: TopologyReport['topology']): string =>
  name ?? (levels.length > 1 ? (levels[0]?.key ?? '') : 'hosts')

const unplacedText = (why: string, pods: TopologyReport['unplaced']): string =>
  `! ${listed(pods.map(({label}) => label))} ${pods.length === 1 ? 'has' : 'have'} no node: ${why}`

const listed = (names: readonly string[]): string =>
  names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`

const noTopology: Line = {
  spans: [
    {
      text: 'the cluster has no topology object, so only hosts are known: name a node label with --topology-key',
      tone: 'muted',
    },
  ],
  hang: 2,
}

function headline({topology, placement}: TopologyReport): Line {
  const levels = topology.levels.map(({domain}) => domain).join(' > ')
  const {level, used, need} = placement
  const suffices =
    need === undefined || level === undefined
      ? ''
      : ` (${level}: ${used} used, ${need} ${need === 1 ? 'suffices' : 'suffice'})`
  const tone = placement.stragglers.length > 0 ? 'warn' : 'good'
  return {
    spans: [{text: `${nameOf(topology)}: ${levels}      score `}, {text: scoreText(placement), tone}, {text: suffices}],
    hang: 2,
  }
}

function domainLine({path, use}: DomainUse, {sets, isComplete}: TopologyReport): Line {
  const parts = [
    ...[...use.mine].map(
      ([key, gpus]) => `${sets.length === 1 ? (sets[0]?.name ?? key) : key.split('/').at(-1)} ${gpus}`,
    ),
    ...(use.grove > 0 ? [`Grove ${use.grove}`] : []),
    ...(use.other > 0 ? [`other ${use.other}`] : []),
    ...(use.closed > 0 ? [`cordoned ${use.closed}`] : []),
  ]
  return {spans: [{text: path, tone: 'strong'}, {text: `   ${usedText(use, isComplete)} GPUs   ${parts.join(', ')}`}]}
}

const usedText = (use: GpuUse, isComplete: boolean): string =>
  `${isComplete ? usedOf(use) : `${mineOf(use)}+`}/${use.total}`

interface Columns {
  readonly report: TopologyReport
  readonly page: Page
  readonly names: number
  readonly cells: number
}

function nodeLine({name, use, pods, nvlink}: DomainUse['nodes'][number], {report, page, names, cells}: Columns): Line {
  const spans: Span[] = [
    {text: `  ${name.padEnd(names)} `},
    ...cellSpans(use, pods, report.isComplete),
    {text: ' '.repeat(cells - use.total + 1)},
    {text: `${usedText(use, report.isComplete)}${nvlink === undefined ? '' : ` nvlink ${nvlink}`}   `},
  ]
  const hang = spans.reduce((sum, {text}) => sum + text.length, 0)
  const stray = pods.some(({isStraggler}) => isStraggler)
  const text = (page.wide ? pods.map((each) => `[${each.badge}] ${each.pod.name}`) : runs(pods)).join('  ')
  return {spans: [...spans, {text, ...(stray && {tone: 'warn' as const})}, {text: stray ? '  straggler' : ''}], hang}
}

/** `[PPPPDD::]`: mine by badge, `+` other sets, `:` others, `.` free, `x` on a closed node, `?` not known. */
function cellSpans(
  {total, grove, other, free, closed}: GpuUse,
  pods: readonly PlacedPod[],
  isComplete: boolean,
): readonly Span[] {
  const mine = pods.map(({badge, pod}) => badge.repeat(pod.gpus)).join('')
  const rest = isComplete ? '.'.repeat(free) + 'x'.repeat(closed) : '?'.repeat(free + closed)
  const others = '+'.repeat(grove) + ':'.repeat(other)
  const drawn = mine + others + rest
  return [
    {text: '['},
    {text: mine, tone: 'strong'},
    {text: others},
    {text: rest, tone: 'muted'},
    {text: `]${' '.repeat(Math.max(0, total - drawn.length))}`},
  ]
}

/** Three and more of a role in a row are the first and the last of them. */
function runs(pods: readonly PlacedPod[]): readonly string[] {
  const ordered = [...pods].sort((a, b) => (a.badge === b.badge ? byNumber(a, b) : a.badge > b.badge ? -1 : 1))
  const groups: PlacedPod[][] = []
  for (const pod of ordered) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    if (last && before && isNext(before, pod)) last.push(pod)
    else groups.push([pod])
  }
  return groups.flatMap((group) => {
    const [first] = group
    const last = group.at(-1)
    return group.length < 3 || !first || !last
      ? group.map(({badge, label}) => `[${badge}] ${label}`)
      : [`[${first.badge}] ${first.label} … ${last.label}`]
  })
}

const byNumber = (a: PlacedPod, b: PlacedPod): number =>
  stem(a) === stem(b) ? last(a) - last(b) : stem(a) < stem(b) ? -1 : 1
const isNext = (a: PlacedPod, b: PlacedPod): boolean => stem(a) === stem(b) && last(b) === last(a) + 1
const stem = ({label}: PlacedPod): string => label.replace(/\d+$/, '')
const last = ({label}: PlacedPod): number => Number(/\d+$/.exec(label)?.[0] ?? -2)

function stragglerText({labels, home, short, free, holders}: Straggler): string {
  const who = `${listed(labels)} ${labels.length === 1 ? 'is' : 'are'} outside ${home}`
  if (short === 0) return `! ${who}, which has ${free} GPUs free`
  const held = holders.length === 0 ? '' : ` (held by ${listed(holders)})`
  const room = free === 0 ? 'which is full' : `which has ${free} GPUs free`
  return `! ${who}, ${room}: ${short} GPU${short === 1 ? '' : 's'} short${held}`
}

const clusterText = ({level, free, largest, domain, value}: Fragmentation): string =>
  `cluster: ${free} GPUs free; ${level}: at most ${largest} together${domain === '' ? '' : ` in ${domain}`}, fragmentation ${value.toFixed(2)}`

const gangText = ({set, gpus, level, domains}: GangRoom): string =>
  domains === undefined
    ? `cluster: another gang of ${set} needs ${gpus} GPUs, more than are free`
    : `cluster: another gang of ${set}, ${gpus} GPUs, fits in ${domains} ${level}${domains === 1 ? '' : 's'}`

function reportJson(report: TopologyReport): unknown {
  const useJson = (use: GpuUse): unknown => ({
    total: use.total,
    mine: Object.fromEntries(use.mine),
    ...(report.isComplete
      ? {otherGrove: use.grove, other: use.other, free: use.free, cordoned: use.closed}
      : {otherGrove: null, other: null, free: null, cordoned: null}),
  })
  const podJson = ({pod, label, role, isStraggler}: PlacedPod): unknown => ({
    name: pod.name,
    namespace: pod.namespace,
    label,
    role,
    gpus: pod.gpus,
    state: pod.state,
    straggler: isStraggler,
  })
  return {
    topology: report.topology.name ?? null,
    sets: report.sets.map(({name, namespace}) => ({name, namespace})),
    levels: report.topology.levels,
    level: report.topology.levels[report.level]?.domain ?? null,
    domains: report.domains.map(({path, use, nodes}) => ({
      path,
      gpus: useJson(use),
      nodes: nodes.map((node) => ({
        name: node.name,
        cordoned: !node.isOpen,
        ...(node.nvlink !== undefined && {nvlink: node.nvlink}),
        gpus: useJson(node.use),
        pods: node.pods.map(podJson),
      })),
    })),
    score: placementJson(report.placement),
    stragglers: report.stragglers,
    unplaced: report.unplaced.map((placed) => ({...Object(podJson(placed)), why: placed.why})),
    fragmentation: report.cluster.map((each) => ({...each, source: 'computed'})),
    gangs: report.gangs.map((each) => ({...each, domains: each.domains ?? null, source: 'computed'})),
  }
}
