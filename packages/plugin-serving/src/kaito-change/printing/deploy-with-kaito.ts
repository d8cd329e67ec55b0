import type {Context} from '@ome/sdk/context'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {WriteFlags} from '@ome/sdk/flags'
import {sayNotesBeside} from '@ome/sdk/fleet-plan'
import type {Plan} from '@ome/sdk/plan'
import {parseYaml} from '@ome/sdk/yaml'
import type {Stage} from '../../printing/serving-command.ts'
import {kaitoWorldOf, textFilesOf, type WorldFlags} from '../compose.ts'
import type {KaitoDeployFlags} from '../domain/deploy-request.ts'
import {planKaitoDeploy} from '../usecases/plan-kaito-deploy.ts'
import {carryOut} from './carry-out.ts'
import {waitForKaito} from './wait-for-kaito.ts'

export interface DeployFlagsOfKaito extends KaitoDeployFlags, WorldFlags, WriteFlags {
  readonly namespace?: string | undefined
  readonly offline?: boolean | undefined
  /** Several clusters. */
  readonly cluster?: string | undefined
  readonly wait?: boolean | undefined
  readonly timeout: number
}

/** `deploy` where KAITO is the backend. */
export async function deployWithKaito(
  stage: Stage,
  model: string | undefined,
  flags: DeployFlagsOfKaito,
): Promise<void> {
  refuseOfflineWrites(flags)
  const plan = await kaitoDeployPlan(stage.context, model, flags, stage.note)
  sayNotesBeside(stage.context, plan, flags)
  const {applied} = await carryOut(stage, plan, flags)
  if (!applied) return
  if (flags.wait) return await waitForKaito(stage, plan, flags)
  const made = plan.changes.find(({action, object: {kind}}) => action === 'create' && kind !== 'ConfigMap')?.object
  if (made) stage.note(`next: ome status ${made.kind.toLowerCase()} ${made.name} -n ${made.namespace} --watch`)
}

/** The plan of a deployment in the cluster of a context. */
export async function kaitoDeployPlan(
  context: Context,
  model: string | undefined,
  flags: DeployFlagsOfKaito,
  note: (text: string) => void,
): Promise<Plan> {
  const offline = flags.offline === true
  // A cluster that was named and does not answer may need another manifest than the one that would be assumed.
  const mayBeMissing = flags['dry-run'] === 'client' && flags.cluster === undefined
  const world = await kaitoWorldOf(context, {flags, offline, mayBeMissing, note})
  const namespace = flags.namespace ?? (world.isOffline ? await usualNamespace(context) : await context.namespace())
  const yaml = async (text: string, source: string): Promise<unknown> => (await parseYaml(text, {source}))[0]
  return await planKaitoDeploy({world, files: textFilesOf(context), yaml}, {model, namespace, flags})
}

function refuseOfflineWrites(flags: DeployFlagsOfKaito): void {
  if (flags.offline && flags['dry-run'] !== 'client')
    throw new OmeError('usage', '--offline asks no cluster, so nothing can be deployed', [
      'add --dry-run=client -o yaml',
    ])
}

/** The namespace a manifest is for where no kubeconfig says one. */
async function usualNamespace(context: Context): Promise<string> {
  try {
    return await context.namespace()
  } catch (error) {
    if (isOmeError(error)) return 'default'
    throw error
  }
}
