import type {ApiObject} from '../api.ts'
import {secrets} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {hubModel, weightBytes} from '../hub/catalogue.ts'
import {isStorageUri} from './benchmark-admission.ts'
import {type ReportedModel, reportedModel} from './metadata.ts'
import {omeNamespace} from './resources.ts'
import {stockIds} from './stock/models.ts'

/** What a node's agent will find when it follows a model's storage URI. */
export type ModelSource =
  | {readonly kind: 'download'; readonly bytes: number; readonly files: number; readonly metadata?: ReportedModel}
  /** Already in place: nothing to download, nothing parsed. */
  | {readonly kind: 'present'}
  | {readonly kind: 'failure'; readonly message: string}
  /** Schemes the agent knows but has no downloader for: `Updating` for ever. */
  | {readonly kind: 'stuck'}
  /** Not the agent's business: `pvc://` in this generation. */
  | {readonly kind: 'ignored'}

const withoutDownloader = ['s3', 'az', 'gs', 'github']

/** Resolves a model's storage as the agents of OME v0.1 do. */
export function modelSource(world: World, model: ApiObject): ModelSource {
  const uri: string = model.spec.storage?.storageUri ?? ''
  const scheme = uri.split('://')[0] ?? ''
  if (scheme === 'pvc') return {kind: 'ignored'}
  if (scheme === 'local' || scheme === 'vendor') return {kind: 'present'}
  if (withoutDownloader.includes(scheme)) return {kind: 'stuck'}
  if (scheme === 'oci') return objectStorage(uri, model)
  if (scheme !== 'hf') return {kind: 'failure', message: `unknown storage type: ${scheme}`}
  const id = uri.slice('hf://'.length).split('@')[0] ?? ''
  const found = hubModel(id)
  if (!found && stockIds.has(id.toLowerCase())) return undescribed(id)
  if (!found) return {kind: 'failure', message: `404 Client Error: repository ${id} not found`}
  if (found.gated && token(world, model) === undefined) {
    return {kind: 'failure', message: `401 Client Error: access to model ${id} is restricted`}
  }
  const bytes = weightBytes(found)
  return {kind: 'download', bytes, files: Math.max(1, Math.round(bytes / 4.9e9)) + 6, metadata: reportedModel(found)}
}

/** Oracle's object storage: reachable with the node's own identity, with a Secret for a user's. */
function objectStorage(uri: string, model: ApiObject): ModelSource {
  if (!isStorageUri(uri)) return {kind: 'failure', message: `invalid OCI storage URI format: ${uri}`}
  const {key, parameters = {}} = model.spec.storage ?? {}
  if (parameters.auth === 'UserPrincipal' && key === undefined) {
    return {kind: 'failure', message: 'no credentials for object storage'}
  }
  const known = hubModel(uri.split('/').slice(-2).join('/'))
  const bytes = known ? weightBytes(known) : 16e9
  return {
    kind: 'download',
    bytes,
    files: Math.round(bytes / 4.9e9) + 6,
    ...(known ? {metadata: reportedModel(known)} : {}),
  }
}

/** A stock model that the hub stand-in has no figures of: as big as its name says, and nothing is read out of it. */
function undescribed(id: string): ModelSource {
  const billions = Number(/(\d+(?:\.\d+)?)b(?![a-z0-9])/i.exec(id)?.[1] ?? 7)
  return {kind: 'download', bytes: billions * 2e9, files: Math.max(1, Math.round(billions / 2.5)) + 6}
}

function token(world: World, model: ApiObject): string | undefined {
  const {key, parameters = {}} = model.spec.storage ?? {}
  if (key !== undefined) {
    const secret = world.api.get(secrets, key, model.metadata.namespace ?? omeNamespace)
    const value: string | undefined = secret?.['data']?.[parameters.secretKey ?? 'token']
    if (value) return value
  }
  return parameters.token
}
