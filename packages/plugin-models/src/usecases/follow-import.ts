import type {Model} from '@ome/inference-model/model'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type DownloadRow, type Downloads, downloadRows, downloadState, type ModelName} from '../domain/download.ts'

/** How far the models of a plan are, after every change, until all nodes have them. Throws `failed` when none can get one. */
export async function* followImport(downloads: Downloads, plan: Plan): AsyncGenerator<readonly DownloadRow[]> {
  const rows = new Map<string, readonly DownloadRow[]>()
  for (const model of modelsOf(plan)) {
    for await (const state of untilDownloaded(downloads, model)) {
      rows.set(model.name, downloadRows(state))
      yield [...rows.values()].flat()
    }
  }
}

/** The words of a deadline for {@link followImport}. */
export function importDeadline(plan: Plan): {readonly what: string; readonly hint: string} {
  const names = modelsOf(plan).map(({name}) => name)
  return {
    what: `${names.length === 1 ? 'model' : 'models'} ${names.join(', ')}`,
    hint: followHint(names),
  }
}

/**
 * What becomes of a wait that is interrupted: the agents download on their own, so only the watching ends. To be handed
 * to `catch`; other errors are thrown on as they are.
 */
export const goesOn =
  (plan: Plan) =>
  (error: unknown): never => {
    if (!isOmeError(error) || error.kind !== 'cancelled') throw error
    throw new OmeError(
      'cancelled',
      'stopped waiting: the nodes go on downloading',
      [followHint(modelsOf(plan).map(({name}) => name))],
      {cause: error},
    )
  }

const followHint = (names: readonly string[]): string => {
  const [name, ...others] = names
  return others.length === 0 && name !== undefined
    ? `follow it again: ome models status ${name} --watch`
    : 'look again: ome models status'
}

async function* untilDownloaded(downloads: Downloads, name: ModelName): AsyncGenerator<Model> {
  for await (const model of downloads.follow(name)) {
    yield model
    const state = downloadState(model)
    if (state === 'done') return
    if (state === 'failed') throw failed(model)
  }
  throw new OmeError('failed', `model "${name.name}" was deleted while it was downloaded`)
}

const modelsOf = ({changes}: Plan): readonly ModelName[] =>
  changes.map(({object: {kind, name, namespace}}) => ({
    kind: kind === 'BaseModel' ? 'BaseModel' : 'ClusterBaseModel',
    name,
    ...(namespace !== undefined && {namespace}),
  }))

const failed = ({name, status, reason}: Model): OmeError =>
  new OmeError('failed', `model "${name}" is ${status}${reason === undefined ? '' : `: ${reason}`}`, [
    `see what happened: ome events model ${name}`,
  ])
