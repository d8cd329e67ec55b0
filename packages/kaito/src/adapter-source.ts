import {objectName} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'

/** An adapter as an object names it. */
export interface AdapterSource {
  readonly name: string
  /** An image, or a claim with the files. */
  readonly from: {readonly image: string} | {readonly claim: string}
  readonly strength?: string
}

/** Most adapters of one object. Source: KAITO v0.12.0 `api/v1beta1/workspace_validation.go`. */
export const mostAdapters = 10

/**
 * `IMAGE` or `pvc://CLAIM` as typed; the name is its last part unless given. Throws `usage` for other forms.
 */
export function parseAdapter(
  typed: string,
  {name, strength}: {readonly name?: string; readonly strength?: string} = {},
): AdapterSource {
  const claim = /^pvc:\/\/([a-z0-9][a-z0-9.-]*)\/?$/.exec(typed)?.[1]
  if (claim === undefined && !/^[\w][\w./-]*(:\d+\/[\w./-]+)?(:[\w][\w.-]*)?(@sha256:[0-9a-f]{64})?$/.test(typed))
    throw new OmeError('usage', `"${typed}" is no adapter`, ['it is IMAGE, or pvc://CLAIM for files on a volume'])
  const called = name ?? objectName(claim ?? withoutTag(typed))
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(called))
    throw new OmeError('usage', `"${called}" cannot be the name of an adapter`, ['choose one: --adapter-name NAME'])
  return {
    name: called,
    from: claim === undefined ? {image: typed} : {claim},
    ...(strength !== undefined && {strength}),
  }
}

const withoutTag = (image: string): string => (image.split('/').at(-1) ?? image).replace(/[@:].*$/, '')

/** `0` to `1` as KAITO takes it. Throws `usage`. */
export function parseStrength(typed: string): string {
  const value = Number(typed)
  if (typed.trim() !== '' && value >= 0 && value <= 1) return String(value)
  throw new OmeError('usage', `strength "${typed}" is not between 0 and 1`)
}

/** Throws `usage` for a name twice and for more than KAITO takes. */
export function checkAdapters(adapters: readonly Pick<AdapterSource, 'name'>[]): void {
  const names = adapters.map(({name}) => name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    throw new OmeError('usage', `there are two adapters "${twice}"`, [
      'add one of them afterwards: ome adapters add workspace NAME SOURCE --adapter-name OTHER',
    ])
  if (adapters.length > mostAdapters)
    throw new OmeError('usage', `${adapters.length} adapters are more than KAITO takes: ${mostAdapters}`)
}

/** The entry of an object. */
export const adapterEntry = ({name, from, strength}: AdapterSource): Record<string, unknown> => ({
  source: {
    name,
    ...('image' in from ? {image: from.image} : {volumeSource: {persistentVolumeClaim: {claimName: from.claim}}}),
  },
  ...(strength !== undefined && {strength}),
})
