import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {parsePolicy} from '@ome/installer/policy/parse-policy'
import type {Policy} from '@ome/installer/policy/policy'
import type {KubeClient} from '@ome/sdk/kube'
import {serverStatus} from '@ome/sdk/status'
import {keep} from '../access/keep.ts'

/** How long a copy is taken without asking the cluster again. */
export const policyFreshMs = 5 * 60_000

export const clusterPolicyOrigin = 'ConfigMap kube-public/ome-cli-policy'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

interface Copy {
  readonly readAt: number
  /** What its text says. Absent: the cluster had none, or did not let the person read it. */
  readonly value?: unknown
  /** Its text, where that cannot be used: it is asked for again, and permits nothing while the cluster is silent. */
  readonly broken?: string
  /** The person may not read it, or it may not be there: the server tells nobody. */
  readonly hidden?: boolean
}

/**
 * The policy of a cluster, from a copy that is at most five minutes old or from the cluster. None where there is no
 * such object or it may not be read; every other failure is thrown. `anew` asks it whatever copy there is. Throws `denied`
 * for a policy that is broken.
 */
export async function clusterPolicy(
  kube: KubeClient,
  folder: string,
  now: Date,
  {anew = false}: {readonly anew?: boolean} = {},
): Promise<Policy | undefined> {
  const known = anew ? undefined : readCopy(folder)
  if (known && known.broken === undefined && isFresh(known, now)) return toPolicy(known)
  const {text, hidden} = await fetchText(kube)
  const readAt = now.getTime()
  try {
    const copy =
      text === undefined ? {readAt, ...(hidden ? {hidden} : {})} : {readAt, value: (await valueOfText(text)) ?? {}}
    const policy = await toPolicy(copy)
    keep(copyPath(folder), copy)
    return policy
  } catch (error) {
    keep(copyPath(folder), {readAt, ...(text === undefined ? {} : {broken: text})})
    throw error
  }
}

/**
 * What is known of a cluster's policy without asking it; `anyAge` takes the last copy however old it is, and throws where
 * it is broken.
 */
export async function knownClusterPolicy(
  folder: string,
  now: Date,
  {anyAge = false}: {readonly anyAge?: boolean} = {},
): Promise<{readonly policy: Policy | undefined} | undefined> {
  const known = readCopy(folder)
  return known && (anyAge || (isFresh(known, now) && known.broken === undefined))
    ? {policy: await toPolicy(known)}
    : undefined
}

/** Whether the server did not let the person read the policy when it was asked last. */
export const isPolicyHidden = (folder: string): boolean => readCopy(folder)?.hidden === true

const copyPath = (folder: string): string => join(folder, 'policy.json')

const isFresh = ({readAt}: Copy, now: Date): boolean => Math.abs(now.getTime() - readAt) < policyFreshMs

async function toPolicy({value, broken}: Copy): Promise<Policy | undefined> {
  const said = broken === undefined ? value : await valueOfText(broken)
  return said === undefined ? undefined : parsePolicy(said, clusterPolicyOrigin)
}

/** The parser is loaded for text only: copies are read without it. */
async function valueOfText(text: string): Promise<unknown> {
  const {policyValue} = await import('./policy-yaml.ts')
  return policyValue(text, clusterPolicyOrigin)
}

interface Fetched {
  readonly text?: string
  readonly hidden?: boolean
}

async function fetchText(kube: KubeClient): Promise<Fetched> {
  try {
    const found = await kube.get(configMaps, 'ome-cli-policy', {namespace: 'kube-public'})
    if (found === undefined) return {}
    const text: unknown = found['data']?.['policy.yaml']
    return {text: typeof text === 'string' ? text : ''}
  } catch (error) {
    const {code} = serverStatus(error) ?? {}
    if (code === 403 || code === 404) return {hidden: code === 403}
    throw error
  }
}

function readCopy(folder: string): Copy | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(copyPath(folder), 'utf8'))
    return isCopy(value) ? value : undefined
  } catch {
    // A missing or damaged copy is fetched again.
    return undefined
  }
}

const isCopy = (value: unknown): value is Copy =>
  typeof value === 'object' &&
  value !== null &&
  'readAt' in value &&
  typeof value.readAt === 'number' &&
  (!('broken' in value) || typeof value.broken === 'string')
