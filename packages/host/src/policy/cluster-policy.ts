import {mkdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Policy} from '@ome/installer/policy/policy'
import {writeAtomic} from '@ome/sdk/disk/atomic-file'
import type {KubeClient} from '@ome/sdk/kube'
import {serverStatus} from '@ome/sdk/status'
import {policyOfText} from './policy-yaml.ts'

/** How long a copy is taken without asking the cluster again. */
export const policyFreshMs = 5 * 60_000

export const clusterPolicyOrigin = 'ConfigMap kube-public/ome-cli-policy'

const configMaps = {group: '', version: 'v1', plural: 'configmaps', namespaced: true}

interface Copy {
  readonly readAt: number
  /** Absent: the cluster had none, or did not let the person read it. */
  readonly text?: string
  /** It cannot be used: it is asked for again, and permits nothing while the cluster is silent. */
  readonly broken?: boolean
}

/**
 * The policy of a cluster, from a copy that is at most five minutes old or from the cluster. None where there is no
 * such object or it may not be read; every other failure is thrown. Throws `denied` for a policy that is broken.
 */
export async function clusterPolicy(kube: KubeClient, folder: string, now: Date): Promise<Policy | undefined> {
  const known = readCopy(folder)
  if (known?.broken !== true && known && isFresh(known, now)) return toPolicy(known)
  const text = await fetchText(kube)
  const copy: Copy = {readAt: now.getTime(), ...(text === undefined ? {} : {text})}
  try {
    const policy = await toPolicy(copy)
    save(folder, copy)
    return policy
  } catch (error) {
    save(folder, {...copy, broken: true})
    throw error
  }
}

function save(folder: string, copy: Copy): void {
  mkdirSync(folder, {recursive: true, mode: 0o700})
  writeAtomic(copyPath(folder), JSON.stringify(copy), 0o600)
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
  return known && (anyAge || (isFresh(known, now) && !known.broken)) ? {policy: await toPolicy(known)} : undefined
}

const copyPath = (folder: string): string => join(folder, 'policy.json')

const isFresh = ({readAt}: Copy, now: Date): boolean => Math.abs(now.getTime() - readAt) < policyFreshMs

const toPolicy = async ({text}: Copy): Promise<Policy | undefined> =>
  text === undefined ? undefined : policyOfText(text, clusterPolicyOrigin)

async function fetchText(kube: KubeClient): Promise<string | undefined> {
  try {
    const found = await kube.get(configMaps, 'ome-cli-policy', {namespace: 'kube-public'})
    if (found === undefined) return undefined
    const text: unknown = found['data']?.['policy.yaml']
    return typeof text === 'string' ? text : ''
  } catch (error) {
    const {code} = serverStatus(error) ?? {}
    if (code === 403 || code === 404) return undefined
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
  (!('text' in value) || typeof value.text === 'string')
