import {gpuCount} from '@ome/inference-model/deploy/placement'
import type {Service} from '@ome/inference-model/service'
import type {ComponentStatus} from '@ome/inference-model/service-component'
import type {ServicePod} from '@ome/inference-model/service-pod'
import {age} from '@ome/sdk/units'
import type {Block, FieldRow, Page, Tone, TreeNode, View} from '@ome/sdk/view'
import {groupPods, type PodGroup, podState, shortMessage} from '../../domain/pod-group.ts'
import {fixText} from '../domain/finding.ts'
import type {ServiceReport} from '../domain/service-report.ts'
import {causeRows} from './diagnosis.ts'
import {statusFace} from './status-face.ts'

const tones: Readonly<Record<Service['status'], Tone>> = {
  Ready: 'good',
  Progressing: 'warn',
  Degraded: 'warn',
  Failed: 'bad',
  Stopped: 'muted',
  Unknown: 'muted',
}

export const serviceStatus: View<ServiceReport> = {
  kind: 'ServiceStatus',
  name: ({service}) => `inferenceservice.ome.io/${service.name}`,
  blocks: (report, page) => [
    facts(report, page),
    tree(report.service, page),
    ...conditions(report.service, page),
    ...remarks(report),
  ],
  line: ({service, cause}) => progressLine(service, cause),
  json: statusFace,
}

function facts(report: ServiceReport, page: Page): Block {
  const {service, cause} = report
  const state = `${service.status} (${service.readyReplicas}/${service.replicas} replicas)`
  const why = cause ? '' : (service.reason ?? '')
  return {
    type: 'fields',
    rows: [
      ...(cause ? causeRows(cause) : []),
      {label: 'Service', value: `${service.name} in ${service.namespace}`, tone: 'strong'},
      modelRow(report),
      {label: 'Runtime', value: runtimeText(service)},
      ...(service.runnerOverride === undefined
        ? []
        : [
            {
              label: 'Override',
              value: `engine.runner set in the service: ${service.runnerOverride}`,
              tone: 'warn' as const,
            },
          ]),
      {label: 'Status', value: why ? `${state}: ${why}` : state, tone: tones[service.status]},
      {label: 'URL', value: service.url ?? '<none>'},
      ...trafficRows(report),
      {label: 'GPUs', value: service.gpus},
      {label: 'Age', value: service.createdAt === undefined ? '<unknown>' : age(service.createdAt, page.now)},
      ...report.warnings.map(({says, fix}) => ({
        label: 'Warning',
        value: fix ? `${says}; ${fixText(fix)}` : says,
        tone: 'warn' as const,
      })),
    ],
  }
}

function modelRow({service, model, modelGone}: ServiceReport): FieldRow {
  const known = model && [model.size, model.vendor, nodes(model.nodesReady.length)].filter(Boolean).join(', ')
  const details = modelGone ? 'gone: new pods cannot start' : known
  return {
    label: 'Model',
    value: `${service.model?.name ?? '<none>'}${details ? ` (${details})` : ''}`,
    ...(modelGone && {tone: 'bad'}),
  }
}

const runtimeText = ({runtime, runtimeSource}: Service): string =>
  runtime === undefined ? '<unknown>' : `${runtimeSource === 'predicted' ? '~' : ''}${runtime}`

/** Shown where several revisions, or several services, share the requests. */
function trafficRows({service, routes}: ServiceReport): readonly FieldRow[] {
  const rows = service.components.flatMap(({name, traffic = [], rollout}) => {
    const shares = traffic.map(({revision, percent, tag}) => `${tag ?? revision} ${percent} %`).join(', ')
    const phase = rollout && rollout.phase !== 'Stable' ? ` (${rollout.phase})` : ''
    return shares === '' ? [] : [{label: 'Traffic', value: `${name}: ${shares}${phase}`}]
  })
  const split = routes.flatMap(({object, shares}) => {
    const total = shares.reduce((sum, {weight}) => sum + weight, 0)
    const parts = shares.map(({to, weight}) => `${to} ${total === 0 ? 0 : Math.round((weight / total) * 100)} %`)
    return shares.length < 2 ? [] : [{label: 'Traffic', value: `${parts.join(', ')} (${object})`}]
  })
  return [...rows, ...split]
}

const longestLine = 160
const fewPods = 2

/** What a person following in a log wants: state, counts, and what the pods that are not ready do, on a bounded line. */
function progressLine(service: Service, cause: ServiceReport['cause']): string {
  const {name, status, readyReplicas, replicas, reason, pods} = service
  // A pod may be told of later than what counts it.
  const isWhole = status === 'Ready' && readyReplicas === replicas
  const unready = pods.filter(({ready, terminating}) => (!ready && !isWhole) || terminating)
  const details = unready.length > fewPods ? groupPods(unready).map(groupText) : unready.map(podText)
  const said = details.length > 0 ? details.join(', ') : status === 'Ready' ? '' : (reason ?? '')
  const why = cause?.result === 'fail' ? cause.says : said
  const line = `service/${name} ${status} ${readyReplicas}/${replicas}${why ? `: ${why}` : ''}`
  return line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line
}

function podText(pod: ServicePod): string {
  const message = pod.problem?.message && !pod.terminating ? `: ${shortMessage(pod.problem.message)}` : ''
  return `${pod.name} ${podState(pod)}${message}${pod.node && !pod.terminating ? ` on ${pod.node}` : ''}`
}

const groupText = ({state, message, pods}: PodGroup): string =>
  `${pods.length} × ${state}${message ? `: ${message}` : ''}`

const nodes = (count: number): string => `on ${count} ${count === 1 ? 'node' : 'nodes'}`

function tree(service: Service, page: Page): Block {
  return {
    type: 'tree',
    title: 'Components',
    roots: service.components.map((component) =>
      branch(
        component,
        service.pods.filter((pod) => pod.component === component.name),
        service.reason ?? '',
        page,
      ),
    ),
  }
}

function branch(component: ComponentStatus, pods: readonly ServicePod[], reason: string, page: Page): TreeNode {
  const {name, replicas, readyReplicas, minReplicas, maxReplicas} = component
  const {rollout} = component
  const phase =
    rollout && rollout.phase !== 'Stable' ? `, ${rollout.phase}${rollout.step ? ` at step ${rollout.step}` : ''}` : ''
  const bounds = minReplicas === undefined || minReplicas === maxReplicas ? '' : `, ${minReplicas} to ${maxReplicas}`
  return {
    text: component.workload ? `${name} (${component.workload.kind.toLowerCase()}/${component.workload.name})` : name,
    state: `${readyReplicas}/${replicas} ready${bounds}${phase}`,
    tone: readyReplicas >= replicas ? 'good' : readyReplicas > 0 ? 'warn' : 'bad',
    children:
      pods.length > mostPods && !page.wide
        ? groupPods(pods).map(groupLeaf)
        : pods.map((pod) => leaf(pod, reason, page)),
  }
}

const mostPods = 8
const mostNames = 3

/** Many pods are counted by state and reason; some of those in trouble are named, so that one can be looked at. */
function groupLeaf(group: PodGroup): TreeNode {
  const {state, pods} = group
  const problem = state === 'Terminating' ? undefined : pods[0]?.problem?.state
  const troubled = problem !== undefined && problem !== 'starting'
  const names = pods.slice(0, mostNames).map(({name}) => name)
  const more = pods.length > mostNames ? ` and ${pods.length - mostNames} more` : ''
  return {
    text: groupText(group),
    ...(troubled && {state: `(${names.join(', ')}${more})`}),
    tone: state === 'Ready' ? 'good' : troubled ? 'bad' : 'warn',
  }
}

/** A message that the service's reason quotes already is not said again. */
function leaf(pod: ServicePod, reason: string, page: Page): TreeNode {
  const {problem} = pod
  const message = problem?.message && !reason.includes(problem.message) ? `: ${problem.message}` : ''
  const state = podState(pod)
  const details = [
    pod.node && `on ${pod.node}`,
    pod.gpus > 0 && gpuCount(pod.gpus),
    pod.restarts > 0 && `${pod.restarts} ${pod.restarts === 1 ? 'restart' : 'restarts'}`,
    pod.createdAt && age(pod.createdAt, page.now),
  ].filter(Boolean)
  return {
    text: pod.name,
    state: `${state}${message} (${details.join(', ')})`,
    tone: pod.ready ? 'good' : problem?.state === 'starting' || pod.terminating ? 'warn' : 'bad',
  }
}

function conditions({conditions: all}: Service, page: Page): readonly Block[] {
  if (all.length === 0) return []
  return [
    {
      type: 'table',
      title: 'Conditions',
      header: ['TYPE', 'STATUS', 'REASON', 'AGE', 'MESSAGE'],
      rows: all.map(({type, status, reason, message, lastTransitionAt}) => [
        type,
        status,
        reason ?? '',
        lastTransitionAt ? age(lastTransitionAt, page.now) : '',
        message ?? '',
      ]),
      tones: all.map(({status}) => (status === 'True' ? undefined : 'warn')),
    },
  ]
}

const remarks = ({hints}: ServiceReport): readonly Block[] =>
  hints.length === 0 ? [] : [{type: 'text', title: 'Next', text: hints.join('\n')}]
