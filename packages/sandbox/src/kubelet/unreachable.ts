import {ApiError, type ApiObject} from '../api.ts'
import type {LogRequest} from '../node-agent.ts'
import {isLost} from './faults.ts'

/** What dialling a node's kubelet comes to while nobody answers there; undefined when somebody does. */
export function dialProblem(node: ApiObject | undefined): string | undefined {
  return isLost(node) ? `dial tcp ${kubeletAt(node)}: connect: connection refused` : undefined
}

function kubeletAt(node: ApiObject | undefined): string {
  const addresses: {type: string; address: string}[] = node?.status?.addresses ?? []
  const host = addresses.find(({type}) => type === 'InternalIP')?.address ?? node?.metadata.name ?? ''
  return `${host}:10250`
}

/** A 500 without a reason, as the API server makes of an error that is none of its own. */
const failed = (message: string): ApiError =>
  new ApiError({kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500})

/** What a log request comes to when its kubelet cannot be dialled. */
export function logsProblem(node: ApiObject | undefined, pod: ApiObject, request: LogRequest): ApiError | undefined {
  const problem = dialProblem(node)
  if (problem === undefined) return undefined
  const {follow, previous, timestamps, limitBytes, sinceSeconds, sinceTime, tailLines} = request
  const asked = {follow, limitBytes, previous, sinceSeconds, sinceTime, tailLines, timestamps}
  const set = Object.entries(asked).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === false ? [] : [[name, String(value)]],
  )
  const query = set.length > 0 ? `?${new URLSearchParams(set)}` : ''
  const {name, namespace} = pod.metadata
  const url = `https://${kubeletAt(node)}/containerLogs/${namespace}/${name}/${request.container}${query}`
  return failed(`Get ${JSON.stringify(url)}: ${problem}`)
}
