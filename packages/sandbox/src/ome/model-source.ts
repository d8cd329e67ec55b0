import type {ApiObject} from '../api.ts'
import {secrets} from '../controllers/resources.ts'
import type {World} from '../controllers/world.ts'
import {hubModel, weightBytes} from '../hub/catalogue.ts'
import {type ModelMetadata, metadataOf} from './metadata.ts'
import {omeNamespace} from './resources.ts'

/** What a node's agent will find when it follows a model's storage URI. */
export type ModelSource =
  | {readonly kind: 'download'; readonly bytes: number; readonly files: number; readonly metadata: ModelMetadata}
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
  if (scheme === 'oci') return {kind: 'failure', message: 'no credentials for object storage'}
  if (scheme !== 'hf') return {kind: 'failure', message: `unknown storage type: ${scheme}`}
  const id = uri.slice('hf://'.length).split('@')[0] ?? ''
  const found = hubModel(id)
  if (!found) return {kind: 'failure', message: `404 Client Error: repository ${id} not found`}
  if (found.gated && token(world, model) === undefined) {
    return {kind: 'failure', message: `401 Client Error: access to model ${id} is restricted`}
  }
  const bytes = weightBytes(found)
  return {kind: 'download', bytes, files: Math.max(1, Math.round(bytes / 4.9e9)) + 6, metadata: metadataOf(found)}
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
