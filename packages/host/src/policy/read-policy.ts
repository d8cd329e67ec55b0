import {readFileSync, statSync} from 'node:fs'
import {join} from 'node:path'
import {brokenPolicy, policyLimit} from '@ome/installer/policy/parse-policy'
import {openPolicy, type Policy, tighten, tightenByCluster} from '@ome/installer/policy/policy'

/** The machine's policy: only its administrator can change it. */
export const systemPolicyPath = '/etc/ome/policy.yaml'

export interface PolicyPlaces {
  /** Path of the machine's policy. */
  readonly system: string
  /** The data folder. */
  readonly data: string
  /** Path in OME_POLICY. */
  readonly named: string | undefined
}

/** The policies that were found, outermost first; the cluster's is joined when it is known. */
export interface PolicyFiles {
  readonly system: Policy | undefined
  readonly own: readonly Policy[]
}

export const noPolicyFiles: PolicyFiles = {system: undefined, own: []}

/** Reads the files there are. Throws `denied` naming a file that cannot be used: nothing is permitted then. */
export async function readPolicyFiles({system, data, named}: PolicyPlaces): Promise<PolicyFiles> {
  const path = join(data, 'policy.yaml')
  if (!named && !isThere(system) && !isThere(path)) return noPolicyFiles
  if (named && !isThere(named)) throw brokenPolicy(named, new Error('OME_POLICY names it and it is not there'))
  const own = [path, ...(named ? [named] : [])].filter(isThere)
  return {system: isThere(system) ? await readPolicy(system) : undefined, own: await Promise.all(own.map(readPolicy))}
}

/** One policy of all layers: each can only tighten those before it, and the cluster may grant what runs inside it. */
export function joinPolicies({system = openPolicy, own}: PolicyFiles, cluster?: Policy): Policy {
  return own.reduce(tighten, cluster ? tightenByCluster(system, cluster) : system)
}

function isThere(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false}) !== undefined
  } catch (error) {
    throw brokenPolicy(path, error)
  }
}

async function readPolicy(path: string): Promise<Policy> {
  const {policyOfText} = await import('./policy-yaml.ts')
  return policyOfText(textOf(path), path)
}

function textOf(path: string): string {
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new Error('it is not a file')
    if (found.size > policyLimit) throw new Error(`it is larger than ${policyLimit / 1024} KiB`)
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw brokenPolicy(path, error)
  }
}
