import type {Model} from '@ome/inference-model/model'
import {OmeError} from '@ome/sdk/errors'
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
    hint: `look again later: ome get models ${names.join(' ')}`,
  }
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
