import {nodeCounts} from '@ome/kaito/kaito-report'
import {age} from '@ome/sdk/units'
import type {Block, FieldRow, Page, Tone, View} from '@ome/sdk/view'
import type {EngineStatus, Reach} from '../domain/engine-status.ts'

export const engineStatus: View<EngineStatus> = {
  kind: 'RagEngineStatus',
  name: ({report: {subject}}) => `ragengine.kaito.sh/${subject.name}`,
  blocks: (status, page) => [
    {type: 'fields', rows: rowsOf(status, page)},
    ...indexBlock(status),
    ...podBlock(status, page),
    ...conditionBlock(status, page),
    ...(status.report.trouble ? [{type: 'text' as const, title: 'Next', text: status.report.trouble.next}] : []),
  ],
  line: ({report: {subject, trouble}, service}) =>
    `ragengine/${subject.name} ${subject.state}, service ${service.result === 'yes' ? 'answers' : service.detail}${trouble ? `: ${trouble.says}` : ''}`,
  json: statusJson,
}

const tones: Readonly<Record<string, Tone>> = {Ready: 'good', NotReady: 'bad', Pending: 'warn', Deleting: 'warn'}

function rowsOf({report, embedding, service, llm}: EngineStatus, page: Page): readonly FieldRow[] {
  const {subject, trouble} = report
  const state = tones[subject.state]
  const {asked} = embedding
  return [
    ...(trouble
      ? [{label: 'Cause', value: trouble.says, tone: trouble.level === 'fail' ? ('bad' as const) : ('warn' as const)}]
      : []),
    {label: 'RAGEngine', value: `${subject.name} in ${subject.namespace}`, tone: 'strong'},
    {label: 'State', value: subject.state, ...(state && {tone: state})},
    {label: 'Service', value: service.detail, ...toneOf(service)},
    {
      label: 'Embedding',
      value: asked === undefined ? embedding.inUse : `${embedding.inUse} (${asked} is asked for and not heeded)`,
    },
    {label: 'Store', value: subject.storeUrl === undefined ? subject.store : `${subject.store} at ${subject.storeUrl}`},
    {label: 'Claim', value: subject.claim ?? (subject.store === 'faiss' ? '<none>: the index is in memory' : '<none>')},
    {label: 'LLM', value: subject.llmUrl ?? '<none>'},
    ...(subject.llmUrl === undefined ? [] : [{label: 'LLM answers', value: llm.detail, ...toneOf(llm)}]),
    {label: 'Context', value: subject.contextWindow === undefined ? '<none>' : `${subject.contextWindow} tokens`},
    ...(subject.instanceType === undefined
      ? []
      : [{label: 'Node', value: `${nodeCounts(subject).ready}/1 ${subject.instanceType}`}]),
    {label: 'Age', value: age(subject.createdAt, page.now)},
    ...report.unread.map((right) => ({
      label: 'Not read',
      value: `it takes the right to ${right}`,
      tone: 'muted' as const,
    })),
  ]
}

const toneOf = ({result}: Reach): {readonly tone?: Tone} => (result === 'no' ? {tone: 'bad'} : {})

const indexBlock = ({indexes = []}: EngineStatus): readonly Block[] =>
  indexes.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Indexes',
          header: ['NAME', 'CHUNKS'],
          rows: indexes.map(({index, chunks}) => [index, chunks]),
        },
      ]

const podBlock = ({report: {pods}}: EngineStatus, page: Page): readonly Block[] =>
  pods.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Pods',
          header: ['NAME', 'READY', 'RESTARTS', 'NODE', 'AGE', 'MESSAGE'],
          rows: pods.map(({name, ready, phase, restarts, node, createdAt, problem}) => [
            name,
            ready ? 'True' : phase,
            restarts,
            node ?? '<none>',
            age(createdAt, page.now),
            problem?.message ?? '',
          ]),
        },
      ]

const conditionBlock = ({report: {subject}}: EngineStatus, page: Page): readonly Block[] =>
  subject.conditions.length === 0
    ? []
    : [
        {
          type: 'table',
          title: 'Conditions',
          header: ['TYPE', 'STATUS', 'REASON', 'AGE', 'MESSAGE'],
          rows: subject.conditions.map(({type, status, reason, message, lastTransitionAt}) => [
            type,
            status,
            reason ?? '',
            age(lastTransitionAt, page.now),
            message ?? '',
          ]),
          tones: subject.conditions.map(({status}) => (status === 'True' ? undefined : 'warn')),
        },
      ]

function statusJson({report, embedding, indexes, service, llm}: EngineStatus) {
  const {subject, pods, trouble} = report
  return {
    name: subject.name,
    namespace: subject.namespace,
    state: subject.state,
    service,
    embedding: {inUse: embedding.inUse, asked: embedding.asked ?? embedding.inUse},
    store: {engine: subject.store, url: subject.storeUrl ?? null, claim: subject.claim ?? null},
    llm: {url: subject.llmUrl ?? null, contextWindow: subject.contextWindow ?? null, ...llm},
    indexes: indexes?.map(({index, chunks}) => ({name: index, chunks})) ?? null,
    instanceType: subject.instanceType ?? null,
    nodes: subject.nodes,
    pods: pods.map(({name, ready, phase, restarts, node}) => ({name, ready, phase, restarts, node: node ?? null})),
    conditions: subject.conditions,
    cause: trouble ?? null,
    createdAt: subject.createdAt ?? null,
  }
}
