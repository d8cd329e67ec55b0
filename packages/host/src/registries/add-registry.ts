import {resolve} from 'node:path'
import {whileBusy} from '@ome/installer/install/busy'
import {demandPermitted} from '@ome/installer/install/permitted-registry'
import {refreshSource, type Workbench} from '@ome/installer/install/workbench'
import {fileReason} from '@ome/installer/registry/file-reason'
import type {SignedFile} from '@ome/installer/registry/signature'
import {caps, registryId} from '@ome/installer/registry/signed-files'
import {demandPurpose, placeOf, type RegistrySource, scopeName, trustPath, webOf} from '@ome/installer/registry/source'
import {firstRoot} from '@ome/installer/registry/trust'
import type {Context} from '@ome/sdk/context'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import {readPlainFile} from '@ome/sdk/disk/plain-file'
import {isOmeError, OmeError} from '@ome/sdk/errors'
import {putRegistryRow} from './registry-settings.ts'

export interface WantedRegistry {
  readonly id: string
  readonly url: string
  /** File with the root that was handed over by people, its signatures in `<file>.sig`. */
  readonly rootFile: string
  readonly scopes: readonly string[]
  /** `npm` goes with `npm`; the other words say what the address says too. */
  readonly transport?: string | undefined
  readonly npm?: string | undefined
  readonly caFile?: string | undefined
}

/** A registry as it would be trusted, for a person to compare before saying yes. */
export interface RegistryOffer {
  readonly source: RegistrySource
  readonly rootFile: SignedFile
  /** Names without a scope are looked up here. */
  readonly isFirst: boolean
}

/** Checks everything about a new registry that can be checked without asking it. */
export function offerRegistry(bench: Workbench, wanted: WantedRegistry, cwd: string): RegistryOffer {
  const {id, scopes, npm} = wanted
  if (!registryId.test(id)) throw wrong(`"${id}" is not the id of a registry: small letters, digits and "-"`)
  if ((wanted.transport === 'npm') !== (npm !== undefined)) throw wrong('--transport npm and --npm URL go together')
  demandPermitted(bench, id)
  demandFree(bench.registries, id, scopes)
  const file = readRootFile(resolve(cwd, wanted.rootFile))
  const root = firstRoot(id, file)
  demandPurpose(bench.development ? 'development' : 'release', root)
  const source: RegistrySource = {
    id,
    url: checked(() => placeOf(wanted.url, 'the URL', cwd)),
    ...(npm === undefined ? {} : {npm: checked(() => webOf(npm, 'the npm registry'))}),
    scopes: [...new Set(scopes)],
    ...(wanted.caFile === undefined ? {} : {caFile: resolve(cwd, wanted.caFile)}),
    root,
  }
  return {source, rootFile: file, isFirst: bench.registries.length === 0}
}

export interface AddedRegistry {
  readonly id: string
  /** Undefined when it could not be reached. */
  readonly serial?: number
}

/**
 * Keeps a registry that a person agreed to. Its index is fetched first: one that is refused leaves nothing behind. One
 * that cannot be reached is kept, because a bundle may bring what the network does not.
 */
export function addRegistry({folders}: Context, bench: Workbench, offer: RegistryOffer): Promise<AddedRegistry> {
  const {source, rootFile} = offer
  return whileBusy(bench, async () => {
    const serial = await serialOf({...bench, registries: [...bench.registries, source]}, source)
    const path = trustPath(bench.data, source.id)
    writeAtomic(`${path}.sig`, rootFile.signature ?? Buffer.alloc(0))
    writeAtomic(path, rootFile.bytes)
    const {root: _root, ...row} = source
    await putRegistryRow(folders, row)
    return {id: source.id, ...(serial === undefined ? {} : {serial})}
  })
}

async function serialOf(bench: Workbench, source: RegistrySource): Promise<number | undefined> {
  try {
    return (await refreshSource(bench, source)).index.serial
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'unreachable') throw error
    bench.say(`warning: ${error.message}`)
    return undefined
  }
}

function demandFree(known: readonly RegistrySource[], id: string, scopes: readonly string[]): void {
  if (known.some((source) => source.id === id))
    throw new OmeError(
      'conflict',
      `registry "${id}" is there already`,
      [`move it to another address: ome registry set-url ${id} URL`, `or forget it first: ome registry remove ${id}`],
      {object: `registry/${id}`},
    )
  for (const scope of scopes) {
    if (!scopeName.test(scope)) throw wrong(`"${scope}" is not a scope such as @team`)
    const owner = known.find((source) => source.scopes.includes(scope))
    if (owner !== undefined)
      throw new OmeError(
        'conflict',
        `scope ${scope} belongs to registry "${owner.id}"; a name is looked up at one registry only`,
        ['see who has which: ome registry list'],
        {object: `registry/${owner.id}`},
      )
  }
}

function readRootFile(path: string): SignedFile {
  const read = (name: string): Buffer | undefined => {
    try {
      return readPlainFile(name, caps.root)
    } catch (cause) {
      if (isOmeError(cause)) throw cause
      const {code} = cause as NodeJS.ErrnoException
      if (code === 'ENOENT' && name !== path) return undefined
      throw new OmeError('usage', `the root cannot be read: ${name}: ${fileReason(cause)}`, [askOwner], {
        cause,
        object: path,
      })
    }
  }
  const bytes = read(path) ?? Buffer.alloc(0)
  demandJson(path, bytes)
  return {bytes, signature: read(`${path}.sig`)}
}

/** Another file than the root was named; whose fault it is, is not the registry's. */
function demandJson(path: string, bytes: Buffer): void {
  try {
    JSON.parse(bytes.toString())
  } catch (cause) {
    throw new OmeError('denied', `${path} is not the root of a registry: ${fileReason(cause)}`, [askOwner], {
      cause,
      object: path,
    })
  }
}

const askOwner = 'the owner of the registry hands the file over; see how it is used: ome registry add --help'

/** An address as it goes into config.yaml; throws `usage`. */
export function checked(read: () => string): string {
  try {
    return read()
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause))
  }
}

const wrong = (message: string): OmeError => new OmeError('usage', message, ['see how: ome registry add --help'])
