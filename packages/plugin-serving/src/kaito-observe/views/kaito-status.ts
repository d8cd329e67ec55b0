import type {Condition} from '@ome/inference-model/service-component'
import type {HourlyCost} from '@ome/kaito/hourly-cost'
import type {KaitoPod} from '@ome/kaito/kaito-pod'
import {type KaitoReport, nodeCounts} from '@ome/kaito/kaito-report'
import {nextText} from '@ome/kaito/next-text'
import type {KaitoTrouble} from '@ome/kaito/trouble'
import {quoteSource} from '@ome/pricing/quote'
import {age, formatBytes, formatDuration} from '@ome/sdk/units'
import type {Block, Cell, FieldRow, Page, View} from '@ome/sdk/view'
import {podState} from '../../domain/pod-group.ts'
import {endpointOf} from '../domain/endpoint.ts'
import type {Download, KaitoStatus} from '../domain/kaito-status.ts'
import {stateTone} from './state-tone.ts'
import {kaitoFace} from './status-face.ts'
import {nodesText, usd} from './words.ts'

export const kaitoStatus: View<KaitoStatus> = {
  kind: 'KaitoStatus',
  name: ({report: {subject}}) => `${subject.noun}.kaito.sh/${subject.name}`,
  blocks: (status, page) => [
    {type: 'fields', rows: factRows(status, page)},
    ...replicas(status.report, page),
    ...claims(status.report, page),
    ...pods(status.report, page),
    ...conditions(status.report.subject.conditions, page),
    ...next(status.report.trouble),
  ],
  line: ({report}) => progress(report),
  json: kaitoFace,
}

const titles = {workspace: 'Workspace', inferenceset: 'InferenceSet', ragengine: 'RAGEngine'} as const

function factRows(status: KaitoStatus, page: Page): readonly FieldRow[] {
  const {report, cost} = status
  const {subject, trouble} = report
  return [
    ...(trouble ? causeRows(trouble) : []),
    {label: titles[subject.noun], value: `${subject.name} in ${subject.namespace}`, tone: 'strong'},
    ...(subject.noun === 'ragengine' ? [] : [{label: 'Model', value: modelText(subject)}]),
    {label: 'State', value: subject.state, tone: stateTone(subject.state)},
    ...(subject.noun === 'inferenceset'
      ? [{label: 'Replicas', value: `${subject.readyReplicas}/${subject.replicas} ready`}]
      : []),
    {label: 'Nodes', value: [nodesText(nodeCounts(subject)), subject.instanceType].filter(Boolean).join(' ')},
    ...workRows(status),
    ...(subject.instanceType === undefined ? [] : [{label: 'USD/h', value: cost ? costText(cost) : '<unknown>'}]),
    {label: 'Age', value: age(subject.createdAt, page.now)},
    ...report.unread.map((right) => ({
      label: 'Not read',
      value: `it takes the right to ${right}`,
      tone: 'muted' as const,
    })),
  ]
}

const causeRows = ({says, object, reason, level}: KaitoTrouble): readonly FieldRow[] => [
  {label: 'Cause', value: says, tone: level === 'fail' ? 'bad' : 'warn'},
  {label: 'Seen in', value: reason === undefined ? object : `${object}: ${reason}`},
]

function modelText(subject: Exclude<KaitoReport['subject'], {readonly noun: 'ragengine'}>): string {
  const how = subject.noun === 'workspace' && subject.tuning ? `tuned by ${subject.tuning.method}` : subject.runtime
  return `${subject.model ?? '<template>'} (${how})`
}

function workRows({report: {subject}, asked}: KaitoStatus): readonly FieldRow[] {
  const row = (label: string, value: Cell | undefined): readonly FieldRow[] =>
    value === undefined || value === '' ? [] : [{label, value}]
  if (subject.noun === 'ragengine')
    return [
      ...row('Embedding', `${subject.embedding.of} (${subject.embedding.kind})`),
      ...row(
        'Store',
        `${subject.store}, ${subject.claim ? `claim ${subject.claim}` : (subject.storeUrl ?? 'in memory')}`,
      ),
      ...row('LLM', subject.llmUrl ?? '<none>'),
      ...row('Endpoint', endpointOf(subject)),
    ]
  return [
    ...row('Adapters', subject.adapters.map(({name, source}) => `${name} (${source})`).join(', ')),
    ...row('Config', subject.config),
    ...row('Served as', asked.served?.join(', ') ?? (asked.silence && `<unknown>: ${asked.silence}`)),
    ...row('Endpoint', endpointOf(subject)),
    ...row('External', asked.external),
    ...row('Benchmark', benchmarkText({report: {subject}, asked})),
    ...asked.downloads.filter(isUnderWay).map((each) => ({label: 'Download', value: downloadText(each)})),
  ]
}

function benchmarkText({
  report: {subject},
  asked,
}: {
  readonly report: Pick<KaitoReport, 'subject'>
  readonly asked: KaitoStatus['asked']
}) {
  if (subject.noun === 'ragengine' || !subject.performance) return undefined
  const times = asked.times
    ? `, TTFT ${Math.round(asked.times.ttftMs)} ms, TPOT ${Math.round(asked.times.tpotMs)} ms`
    : ''
  return `${Math.round(subject.performance.tokensPerMinute)} tokens/min at most${times}`
}

/** Gauges of a download that is over stay at 0 until the pod is ready. */
const isUnderWay = ({bytesPerSecond, remainingSeconds}: Download): boolean =>
  bytesPerSecond !== 0 || remainingSeconds !== 0

const downloadText = ({pod, bytesPerSecond, remainingSeconds}: Download): string =>
  [
    pod,
    bytesPerSecond !== undefined && `${formatBytes(bytesPerSecond)}/s`,
    remainingSeconds !== undefined && `${formatDuration(remainingSeconds * 1000)} left`,
  ]
    .filter(Boolean)
    .join(', ')

const costText = ({usdPerHour, nodes, quote}: HourlyCost): string =>
  `${usd(usdPerHour)} for ${nodes} ${nodes === 1 ? 'node' : 'nodes'} (${quoteSource(quote)}; only nodes with GPUs)`

function replicas({subject}: KaitoReport, page: Page): readonly Block[] {
  if (subject.noun !== 'inferenceset' || subject.children.length === 0) return []
  return [
    {
      type: 'table',
      title: 'Replicas',
      header: ['WORKSPACE', 'STATE', 'NODES', 'AGE'],
      rows: subject.children.map((each) => [
        each.name,
        each.state,
        nodesText(nodeCounts(each)),
        age(each.createdAt, page.now),
      ]),
      tones: subject.children.map(({state}) => stateTone(state)),
    },
  ]
}

function claims({claims: all = []}: KaitoReport, page: Page): readonly Block[] {
  if (all.length === 0) return []
  return [
    {
      type: 'table',
      title: 'NodeClaims',
      header: ['NAME', 'INSTANCE', 'READY', 'NODE', 'AGE', 'REASON', 'MESSAGE'],
      rows: all.map(({name, instanceType, isReady, node, createdAt, reason, message}) => [
        name,
        instanceType ?? '<unknown>',
        isReady ? 'True' : 'False',
        node ?? '<none>',
        age(createdAt, page.now),
        reason ?? '',
        message ?? '',
      ]),
      tones: all.map(({isReady, isRefused}) => (isReady ? undefined : isRefused ? 'bad' : 'warn')),
    },
  ]
}

function pods({pods: all}: KaitoReport, page: Page): readonly Block[] {
  if (all.length === 0) return []
  return [
    {
      type: 'table',
      title: 'Pods',
      header: ['NAME', 'STATE', 'RESTARTS', 'GPUS', 'NODE', 'AGE', 'MESSAGE'],
      rows: all.map((pod) => [
        pod.name,
        stateOf(pod),
        pod.restarts,
        pod.gpus,
        pod.node ?? '<none>',
        age(pod.createdAt, page.now),
        pod.problem?.message ?? '',
      ]),
      tones: all.map(({ready, phase, problem}) =>
        ready || phase === 'Succeeded' ? undefined : problem?.state === 'starting' ? 'warn' : 'bad',
      ),
    },
  ]
}

/** A pod of a training never answers a probe: it runs, or it has ended. */
export const stateOf = (pod: KaitoPod): string =>
  pod.phase === 'Succeeded' ? 'Succeeded' : podState({...pod, component: 'engine'})

const conditions = (all: readonly Condition[], page: Page): readonly Block[] =>
  all.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Conditions',
          header: ['TYPE', 'STATUS', 'REASON', 'AGE', 'MESSAGE'],
          rows: all.map(({type, status, reason, message, lastTransitionAt}) => [
            type,
            status,
            reason ?? '',
            age(lastTransitionAt, page.now),
            message ?? '',
          ]),
          tones: all.map(({status}) => (status === 'True' ? undefined : 'warn')),
        },
      ]

const next = (trouble: KaitoTrouble | undefined): readonly Block[] =>
  trouble ? [{type: 'text', title: 'Next', text: nextText(trouble)}] : []

/** Clouds say much before they come to the point. */
const longestLine = 320

/** What a person following in a log wants, on a bounded line. */
function progress({subject, trouble}: KaitoReport): string {
  const replicasText =
    subject.noun === 'inferenceset'
      ? ` ${subject.readyReplicas}/${subject.replicas}`
      : ` ${nodesText(nodeCounts(subject))}`
  const why = trouble ? `: ${trouble.object}: ${trouble.says}` : ''
  const line = `${subject.noun}/${subject.name} ${subject.state}${replicasText}${why}`
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line
}
