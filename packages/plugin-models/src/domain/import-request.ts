import {type HubId, parseHubId} from '@ome/inference-model/hub/hub'
import {parseStorageUri} from '@ome/inference-model/storage-uri'
import {OmeError} from '@ome/sdk/errors'

/** Ids of a list: one per line, `#` begins a comment. Throws `usage` with the line of a wrong one, or for an empty list. */
export function parseIdList(content: string, path: string): readonly HubId[] {
  const lines = content.split('\n').map((line, index) => ({text: (line.split('#')[0] ?? '').trim(), number: index + 1}))
  const ids = lines
    .filter(({text}) => text !== '')
    .map(({text, number}) => {
      try {
        return parseHubId(text)
      } catch (error) {
        throw new OmeError(
          'usage',
          `${path}, line ${number}: "${text}" is not the id of a hub model`,
          ['one ORG/NAME or ORG/NAME@REVISION per line'],
          {cause: error},
        )
      }
    })
  if (ids.length === 0) throw new OmeError('usage', `${path} names no model`, ['one ORG/NAME per line'])
  return ids
}

/** The URI of a hub model for the agent; a revision of `main` is left out. */
export const hubUri = ({id, revision}: HubId): string =>
  revision === undefined || revision === 'main' ? `hf://${id}` : `hf://${id}@${revision}`

/** What an `oci://` word means: Oracle object storage (`oci://n/NAMESPACE/b/BUCKET/o/PATH`) or, wrongly, an image. */
export function checkObjectStorage(uri: string): {readonly bucket: string; readonly prefix: string} {
  const parts = parseStorageUri(uri)
  if (parts?.scheme === 'oci') return {bucket: parts.bucket, prefix: parts.path}
  throw new OmeError(
    'usage',
    `"${uri}" is no address of object storage: oci:// means Oracle object storage in OME, oci://n/NAMESPACE/b/BUCKET/o/PATH`,
    [
      'an image reference? OME does not unpack images: put the files on the nodes and import them in place: ome import local /PATH/ON/NODES',
    ],
  )
}

/** `s3://BUCKET[@REGION]/PREFIX`. Throws `usage`. */
export function checkS3(uri: string): {readonly bucket: string; readonly prefix: string} {
  const parts = parseStorageUri(uri)
  if (parts?.scheme === 's3') return {bucket: parts.bucket, prefix: parts.path}
  throw new OmeError('usage', `"${uri}" is not of the form s3://BUCKET/PREFIX`, [
    'BUCKET is of lower-case letters, digits, "." and "-", two or more of them',
    'for example s3://bucket/models/llama-70b',
  ])
}

/** `pvc://[NAMESPACE:]CLAIM/PATH`. Throws `usage`. */
export function checkClaim(uri: string): {readonly namespace?: string; readonly claim: string; readonly path: string} {
  const parts = parseStorageUri(uri)
  if (parts?.scheme !== 'pvc')
    throw new OmeError('usage', `"${uri}" is not of the form pvc://[NAMESPACE:]CLAIM/PATH`, [
      'for example pvc://models/llama-3-1-8b',
    ])
  const {scheme: _, ...claim} = parts
  return claim
}

/** An absolute folder on the nodes, without a slash at the end. Throws `usage`. */
export function localFolder(path: string): string {
  const folder = path.replace(/\/+$/, '')
  if (folder.startsWith('/') && !folder.split('/').includes('..')) return folder
  throw new OmeError('usage', `"${path}" is not an absolute path of a folder on the nodes`, [
    'write it from the root, for example /raid/models/mine/llama-tuned',
  ])
}
