import {fields, list, number, text} from '@ome/capacity/fields'
import {type KaitoModel, kaitoModel, kaitoModels, readinessMinutes} from '@ome/capacity/kaito-models'
import {parseQuantity} from '@ome/capacity/quantity'
import {cacheOf} from '@ome/kaito/cache-size'
import {OmeError} from '@ome/sdk/errors'

/**
 * The models of a catalogue file as KAITO publishes it (`presets/workspace/models/model_catalog.yaml`). What the file does
 * not tell, parsers and runtimes, is that of the model in our own table. Throws `usage` for another kind of file.
 */
export function modelsIn(document: unknown, source: string): readonly KaitoModel[] {
  const rows = list(fields(document)['models'])
  if (rows.length === 0)
    throw new OmeError('usage', `${source} is no catalogue of KAITO: it has no list of models`, [
      'KAITO keeps it in presets/workspace/models/model_catalog.yaml',
    ])
  return rows.map((row, index) => modelIn(row, `${source}: model ${index + 1}`))
}

function modelIn(row: unknown, what: string): KaitoModel {
  const cells = fields(row)
  const id = text(cells['name'])
  const bytes = parseQuantity(cells['modelFileSize'])
  const maxTokens = number(cells['modelTokenLimit'])
  const cache = cacheOf(cells)
  if (id === undefined || bytes === undefined || maxTokens === undefined || cache === undefined)
    throw new OmeError('usage', `${what} lacks its name, size, context or shape`)
  const weightGiB = Number((bytes / 2 ** 30).toFixed(2))
  const quantization = text(cells['quantMethod'])
  const mode = text(cells['tokenizerMode'])
  const {quantization: _, tokenizerMode: __, ...known} = kaitoModel(id) ?? unknownModel
  return {
    ...known,
    id,
    weightGiB,
    diskGiB: Math.trunc(weightGiB + 80),
    maxTokens,
    ...cache,
    ...(quantization !== undefined && {quantization}),
    ...(mode !== undefined && {tokenizerMode: mode}),
    isInCatalogue: true,
    readinessMinutes: readinessMinutes(weightGiB),
  }
}

const unknownModel: Pick<KaitoModel, 'transformersRuntime' | 'isGated'> & {
  quantization?: string
  tokenizerMode?: string
} = {
  transformersRuntime: false,
  isGated: false,
}

/** In what a catalogue differs from the one this product brings, one sentence. */
export function differenceFrom(models: readonly KaitoModel[]): string {
  const own = new Set(kaitoModels().map(({id}) => id))
  const theirs = new Set(models.map(({id}) => id))
  const [added, gone] = [[...theirs].filter((id) => !own.has(id)), [...own].filter((id) => !theirs.has(id))]
  const named = (ids: readonly string[]): string => (ids.length === 0 ? 'none' : ids.join(', '))
  return `${models.length} models; new beside those of this release: ${named(added)}; gone: ${named(gone)}`
}
