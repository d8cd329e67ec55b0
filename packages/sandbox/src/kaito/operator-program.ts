import type {ApiObject} from '../api.ts'
import {conditionIs} from '../controllers/conditions.ts'
import {persistentVolumeClaims} from '../controllers/resources.ts'
import type {ContainerHost, Program, Workload} from '../kubelet/workload.ts'
import {quantity} from '../quantity.ts'
import {kaito, label} from './resources.ts'

const startMs = 3000

/** KAITO's two operators: what they log at their start, probes, and the metrics of the workspace operator. */
export const operatorWorkload: Workload = {
  name: 'kaito-operator',
  recognises: ({image}) => /(^|\/)kaito\/(workspace|ragengine)(:|@|$)/.test(image),
  start(host): Program {
    const {clock} = host.world
    const say = (logger: string, msg: string, more: Record<string, string> = {}): void =>
      host.log(JSON.stringify({level: 'info', ts: new Date(clock.now()).toISOString(), logger, msg, ...more}))
    let serving = false
    say('setup', 'starting', {args: host.argv.join(' ')})
    const cancel = clock.after(startMs, () => {
      serving = true
      say('controller-runtime.metrics', 'Serving metrics server', {bindAddress: ':8080'})
      say('controller-runtime.webhook', 'Starting webhook server')
      for (const kind of kindsOf(host)) say('controller-runtime', 'Starting workers', {controllerKind: kind})
      host.changed()
    })
    return {
      isServing: () => serving,
      http(port, _request, response, path) {
        if (!serving || (port !== 8080 && port !== 8081)) return false
        const route = path.split('?')[0] ?? ''
        const text = port === 8080 ? (route === '/metrics' ? metricsOf(host) : undefined) : probeOf(route)
        response.writeHead(text === undefined ? 404 : 200, {'content-type': 'text/plain; version=0.0.4'})
        response.end(text ?? '404 page not found\n')
        return true
      },
      stop: cancel,
    }
  },
}

const isRag = ({container}: ContainerHost): boolean => container.image.includes('kaito/ragengine')
const kindsOf = (host: ContainerHost): string[] => (isRag(host) ? ['RAGEngine'] : ['Workspace', 'InferenceSet'])
const probeOf = (route: string): string | undefined => (['/healthz', '/readyz'].includes(route) ? 'ok' : undefined)

const family = (name: string, help: string, samples: readonly (readonly [string, number])[]): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${samples.map(([labels, value]) => `${name}{${labels}} ${value}\n`).join('')}`

/** Gauges of the workspace operator. Source: KAITO v0.12 `pkg/workspace/metrics`. */
function metricsOf(host: ContainerHost): string {
  const {api} = host.world
  if (isRag(host))
    return family('controller_runtime_active_workers', 'Number of used workers.', [['controller="ragengine"', 0]])
  const workspaces = api.list(kaito.workspaces)
  const claims = api.list(persistentVolumeClaims).filter(({metadata}) => label.workspace in (metadata.labels ?? {}))
  const owned = Map.groupBy(claims, (claim) => ownerText(claim))
  return [
    family('kaito_workspace_count', 'Workspaces by phase.', counted(workspaces.map(phaseOf), phases, 'phase')),
    family(
      'kaito_workspace_preset_count',
      'Workspaces by preset.',
      counted(workspaces.flatMap(presetsOf), [], 'preset_name'),
    ),
    family(
      'kaito_workspace_pvc_allocated_bytes',
      'Bytes of volume claims.',
      claims.map((claim) => [
        `${ownerText(claim)},pvc_name="${claim.metadata.name}"`,
        quantity(claim.spec?.resources?.requests?.storage),
      ]),
    ),
    family(
      'kaito_workspace_pvc_count',
      'Volume claims.',
      [...owned].map(([labels, list]) => [labels, list.length]),
    ),
    family(
      'kaito_inferenceset_count',
      'InferenceSets by phase.',
      counted(api.list(kaito.inferenceSets).map(setPhase), phases, 'phase'),
    ),
  ].join('')
}

const phases = ['succeeded', 'error', 'pending', 'deleting']

const ownerText = ({metadata}: ApiObject): string =>
  `workspace_name="${metadata.labels?.[label.workspace]}",workspace_namespace="${metadata.namespace}"`

function counted(values: readonly string[], always: readonly string[], key: string): (readonly [string, number])[] {
  const names = [...new Set([...always, ...values])]
  return names.map((name) => [`${key}="${name}"`, values.filter((value) => value === name).length])
}

function phaseOf(workspace: ApiObject): string {
  if (workspace.metadata.deletionTimestamp) return 'deleting'
  const {state, conditions} = workspace['status'] ?? {}
  if (conditionIs(conditions, 'WorkspaceSucceeded')) return 'succeeded'
  return state === 'Failed' || state === 'NotReady' ? 'error' : 'pending'
}

function setPhase(set: ApiObject): string {
  if (set.metadata.deletionTimestamp) return 'deleting'
  return conditionIs(set['status']?.conditions, 'InferenceSetReady') ? 'succeeded' : 'pending'
}

const presetsOf = ({inference, tuning}: ApiObject): string[] =>
  [inference?.preset?.name, tuning?.preset?.name].filter((name) => typeof name === 'string')
