import type {ApiObject} from '../../api.ts'
import {dependants} from '../../controllers/ownership.ts'
import {isTerminating} from '../../controllers/pod-facts.ts'
import {configMaps, jobs, pods} from '../../controllers/resources.ts'
import type {World} from '../../controllers/world.ts'
import {no, type Told, yes} from '../conditions.ts'
import {podTrouble} from '../inference/pod-trouble.ts'
import {type TuningInput, tuningJob} from './job.ts'

const revisionAnnotation = 'workspace.kaito.io/revision'

export interface TuningStanding {
  readonly told: readonly Told[]
  readonly state: string
}

const pending = (message: string): TuningStanding => ({
  state: 'Pending',
  told: [
    ['JobStarted', no('WorkspaceTuningJobStatusPending', message)],
    ['WorkspaceSucceeded', no('workspacePending', `workspace is not ready (last reconcile error: ${message})`)],
  ],
})

/** Makes the Job of a tuning Workspace and says how far it is. */
export function runTuning(world: World, input: TuningInput): TuningStanding {
  const {workspace, model, revision} = input
  const {name, namespace} = workspace.metadata
  if (!model?.tuningName) {
    const preset: string = workspace['tuning'].preset?.name ?? ''
    return pending(`preset ${preset} has no tuning parameters`)
  }
  const config = configName(world, input)
  if (!config) return pending(`no template for tuning method ${workspace['tuning'].method}`)
  const current = world.api.get(jobs, name, namespace)
  if (!current) world.api.create(jobs, tuningJob({...input, model, config}))
  else if (current.metadata.annotations?.[revisionAnnotation] !== revision && !isTerminating(current)) {
    world.api.delete(jobs, name, namespace, {propagation: 'Foreground'})
  }
  return standing(world, world.api.get(jobs, name, namespace))
}

function standing(world: World, job: ApiObject | undefined): TuningStanding {
  const {failed = 0, succeeded = 0, ready = 0, active = 0} = job?.status ?? {}
  if (failed > 0) {
    const members = job ? dependants(world, pods, job) : []
    const message = podTrouble(members)?.message ?? 'tuning job failed'
    return {
      state: 'Failed',
      told: [
        ['JobStarted', no('WorkspaceTuningJobStatusFailed', message)],
        ['WorkspaceSucceeded', no('workspaceFailed', message)],
      ],
    }
  }
  const started: Told = ['JobStarted', yes('WorkspaceTuningJobStatusStarted', 'Tuning job has started')]
  if (succeeded > 0) {
    return {
      state: 'Succeeded',
      told: [started, ['WorkspaceSucceeded', yes('workspaceSucceeded', 'workspace succeeds')]],
    }
  }
  const waits: Told = ['WorkspaceSucceeded', no('workspacePending', 'tuning job is running')]
  if (ready > 0) return {state: 'Running', told: [started, waits]}
  const why = active > 0 ? 'the pod of the tuning job is not ready' : 'tuning job has not started'
  return {state: 'Pending', told: [['JobStarted', no('WorkspaceTuningJobStatusPending', why)], waits]}
}

/** The given ConfigMap, or the method's template, copied once from the operator's namespace. */
function configName(world: World, {workspace, operator}: TuningInput): string | undefined {
  const {config, method} = workspace['tuning']
  if (config) return config
  const name = `${method}-params-template`
  const {namespace} = workspace.metadata
  if (world.api.get(configMaps, name, namespace)) return name
  const template = world.api.get(configMaps, name, operator.namespace)
  if (!template) return undefined
  world.api.create(configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name, ...(namespace === undefined ? {} : {namespace})},
    data: template['data'],
  })
  return name
}
