import {fields} from '@ome/capacity/fields'
import {tensorboards} from '@ome/kinds/kubeflow'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'

/** A tensorboard as it is wanted. */
export interface WantedBoard {
  readonly object: KubeObject
  /** The claim its logs lie on. */
  readonly claim?: string
  readonly notes: readonly string[]
}

const forms = 'pvc://CLAIM/FOLDER, gs://BUCKET/FOLDER, s3://BUCKET/FOLDER or an absolute folder'

/** Reads a Tensorboard or `{logs: pvc://…}`. The name that was typed wins. Throws `usage`. */
export function readBoard(
  document: unknown,
  {name, namespace, source}: {readonly name: string; readonly namespace: string; readonly source: string},
): WantedBoard {
  const given = fields(document)
  const {group, version, kind} = tensorboards
  const isWhole = given['kind'] === kind && String(given['apiVersion']).startsWith(`${group}/`)
  const others = Object.keys(given).filter((key) => key !== 'logs')
  if (!isWhole && (others.length > 0 || given['logs'] === undefined))
    throw new OmeError('usage', `${source} holds no tensorboard`, [`write logs: ${forms}`])
  const logs = isWhole ? fields(given['spec'])['logspath'] : given['logs']
  const metadata = {...fields(given['metadata']), name, namespace}
  return {
    object: {apiVersion: `${group}/${version}`, kind, metadata, spec: {logspath: logs}},
    ...placeOf(logs, source),
  }
}

function placeOf(logs: unknown, source: string): Pick<WantedBoard, 'claim' | 'notes'> {
  const path = typeof logs === 'string' ? logs : ''
  if (/(?:^|\/)\.\.(?:\/|$)/.test(path))
    throw new OmeError('usage', `${source}: "${path}" leads out of where the logs are`, ['leave .. out'])
  const claim = /^pvc:\/\/([a-z0-9][a-z0-9.-]*)(?:\/[^\s]*)?$/.exec(path)?.[1]
  if (claim !== undefined) return {claim, notes: []}
  if (/^gs:\/\/[^\s/]+/.test(path))
    return {notes: ['the secret user-gcp-sa of the namespace is used to read the bucket']}
  if (/^(?:s3:\/\/[^\s/]+|\/cns\/)/.test(path)) return {notes: []}
  if (/^\/[^\s]*$/.test(path)) return {claim: 'tb-volume', notes: [`the claim tb-volume is mounted at ${path}`]}
  throw new OmeError('usage', `${source}: "${path}" is no place for logs`, [`write ${forms}`])
}
