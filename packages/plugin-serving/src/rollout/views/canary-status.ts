import type {Service} from '@ome/inference-model/service'
import {age} from '@ome/sdk/units'
import type {Block, FieldRow, Page, View} from '@ome/sdk/view'
import {halfwayText, isHalfway} from '../../domain/halfway.ts'
import {type Canary, sentBack} from '../domain/canary.ts'
import type {CanaryView} from '../domain/canary-view.ts'
import {namedIn, type Spec} from '../domain/revision.ts'

const splitters: Readonly<Record<Canary['by'], string>> = {
  native: 'OME, by instances',
  serverless: 'Knative, by revisions',
  gateway: 'gateway, by weights of an HTTPRoute',
  replicas: 'Service, by replicas',
}

/** Where a service stands between an old version and a new one. */
export const canaryStatus: View<CanaryView> = {
  kind: 'ServiceRollout',
  blocks: (view, page) => [{type: 'fields', rows: rows(view, page)}, ...nextBlock(view)],
  line: (view) => `service/${view.service.name} ${phaseOf(view)}${isHeld(view) ? ' (held)' : ''}${shareOf(view)}`,
  json(view) {
    const {service, canary, state, second, settled} = view
    return {
      name: service.name,
      namespace: service.namespace,
      phase: phaseOf(view),
      held: isHeld(view),
      settled,
      cause: view.cause ?? null,
      stable: {
        ready: service.readyReplicas,
        replicas: service.replicas,
        model: service.model?.name,
        runtime: service.runtime,
      },
      update: service.components.filter(isHalfway).map(({name, updatedReplicas, replicas, outdated, stuck}) => ({
        component: name,
        updated: updatedReplicas ?? 0,
        replicas,
        outdated: outdated ?? 0,
        stuck,
      })),
      canary: canary && {
        splitBy: canary.by,
        wantedPercent: canary.percent,
        percent: state?.percent ?? null,
        measured: state?.measured,
        model: namedIn(canary.target, 'model'),
        runtime: namedIn(canary.target, 'runtime'),
        ready: second?.readyReplicas ?? null,
        replicas: second?.replicas ?? null,
        startedAt: canary.startedAt,
        startedBy: canary.startedBy ?? null,
        missing: state?.missing ?? [],
      },
      next: nextOf(view),
    }
  },
  name: ({service}) => `service/${service.name}`,
}

function rows(view: CanaryView, {now}: Page): readonly FieldRow[] {
  const {service, canary, state} = view
  const phase: FieldRow = {label: 'Phase', value: phaseOf(view), tone: view.settled ? 'good' : 'warn'}
  const missing = state?.missing ?? []
  const top: FieldRow[] = [
    ...(view.cause === undefined ? [] : [{label: 'Cause', value: view.cause, tone: 'bad' as const}]),
    {label: 'Service', value: `${service.name} in ${service.namespace}`},
    phase,
    ...(isHeld(view)
      ? [{label: 'Held', value: 'it stays where it is until it is resumed', tone: 'warn' as const}]
      : []),
    ...(missing.length > 0 ? [{label: 'Missing', value: missing.join(', '), tone: 'bad' as const}] : []),
  ]
  if (!canary) return [...top, {label: 'Version', value: versionOf(service)}, ...halfwayRows(service)]
  const share = state?.percent === undefined ? 'unknown' : `${state.percent} %`
  const wanted = state?.percent === canary.percent ? '' : `, wanted ${canary.percent} %`
  return [
    ...top,
    {label: 'Split by', value: splitters[canary.by]},
    {label: 'Canary gets', value: `${share}${wanted} (${state?.measured ?? ''})`},
    {label: 'Stable', value: versionOf(service)},
    {label: 'Canary', value: `${words(canary.target)}${view.second ? `, ${counts(view.second)}` : ''}`},
    {
      label: 'Begun',
      value: `${canary.startedAt === '' ? 'unknown' : `${age(canary.startedAt, now)} ago`}${canary.startedBy === undefined ? '' : ` by ${canary.startedBy}`}`,
    },
  ]
}

const halfwayRows = ({components}: Service): readonly FieldRow[] =>
  components.filter(isHalfway).map((component) => ({
    label: 'Update',
    value: `${halfwayText(component)}${component.stuck ? '; it does not come through (ProgressDeadlineExceeded)' : ''}`,
    tone: component.stuck ? ('bad' as const) : ('warn' as const),
  }))

const words = (spec: Spec): string =>
  [namedIn(spec, 'model'), namedIn(spec, 'runtime')].filter((name) => name !== undefined).join(' with ')

const counts = ({readyReplicas, replicas}: Service): string => `${readyReplicas}/${replicas} ready`

const versionOf = (service: Service): string =>
  [service.model?.name, service.runtime].filter((name) => name !== undefined).join(' with ') + `, ${counts(service)}`

function phaseOf({canary, state, service, settled}: CanaryView): string {
  if (!canary) return service.components.find(({name}) => name === 'engine')?.rollout?.phase ?? service.status
  if (canary.phase === 'promoting') return settled ? 'Promoted' : 'Promoting'
  if (canary.phase === 'aborting') return settled ? 'Aborted' : 'Aborting'
  if (state?.phase !== undefined && state.phase !== 'Stable') return state.phase
  return (state?.missing.length ?? 0) > 0 ? 'Incomplete' : 'Canarying'
}

const shareOf = ({canary, state}: CanaryView): string => (canary ? ` ${state?.percent ?? '?'} % of the requests` : '')

const isHeld = ({service}: CanaryView): boolean => service.declared?.holdsRollouts === true

/** What is held goes on first. */
function nextOf(view: CanaryView): readonly string[] {
  const {name, namespace} = view.service
  return [...(isHeld(view) ? [`ome rollout resume service ${name} -n ${namespace}`] : []), ...stepsFrom(view)]
}

function stepsFrom(view: CanaryView): readonly string[] {
  const {canary, state, settled, canUndo} = view
  const {name, namespace} = view.service
  const isStuck = view.cause !== undefined
  const of = `service ${name} -n ${namespace}`
  if (!canary) return isStuck ? [`ome debug ${of}`, ...(canUndo ? [`ome rollout undo ${of}`] : [])] : []
  if (canary.phase === 'promoting') return [`ome rollout promote ${of}${settled ? '' : ' --wait'}`]
  if (canary.phase === 'aborting') return [`ome rollout abort ${of}`]
  if (isStuck || sentBack.has(state?.phase ?? '')) return [`ome rollout abort ${of}`]
  const share = (state?.missing.length ?? 0) > 0 || state?.percent !== canary.percent ? canary.percent : 50
  return [`ome rollout set ${share} ${of}`, `ome rollout promote ${of}`, `ome rollout abort ${of}`]
}

function nextBlock(view: CanaryView): readonly Block[] {
  const next = nextOf(view)
  return next.length === 0 ? [] : [{type: 'text', title: 'Next', text: next.join('\n')}]
}
