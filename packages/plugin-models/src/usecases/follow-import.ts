import type {Model} from '@ome/inference-model/model'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {type DownloadRow, type Downloads, downloadRows, downloadState, type ModelName} from '../domain/download.ts'

/**
 * How far the models of a plan are, after every change, until all nodes have them. Throws `failed` when one cannot be had
 * or was deleted, after the others have come.
 */
export async function* followImport(downloads: Downloads, plan: Plan): AsyncGenerator<readonly DownloadRow[]> {
  for await (const {models, deleted, awaited} of downloads.follow(modelsOf(plan))) {
    yield models.flatMap(downloadRows)
    const states = models.map(downloadState)
    if (awaited > 0 || states.includes('running')) continue
    const [broken] = models.filter((_, index) => states[index] === 'failed')
    if (broken) throw failed(broken)
    if (deleted.length > 0)
      throw new OmeError('failed', `model "${deleted.join('", "')}" was deleted while it was downloaded`)
    return
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
